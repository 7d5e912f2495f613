namespace Mpsim.Models.Proxy;

/// <summary>
/// Which sessions a proxy takes over, leaves to the server's answer, or passes: rules in an order, of which the first that matches decides. What no rule is
/// about passes.
/// </summary>
/// <param name="rules">In the order in which they are asked.</param>
internal sealed class ProxyPolicy(IReadOnlyList<ProxyRule> rules)
{
    /// <summary>Decides when no rule matches.</summary>
    private static readonly ProxyRule Otherwise = new() { Name = "no rule", Treatment = SessionTreatment.Pass };

    private readonly long[] _decided = new long[rules.Count + 1];

    /// <summary>The rule that decides about a session.</summary>
    public ProxyRule Decide(in SessionRequest request)
    {
        var index = 0;
        while (index < rules.Count && !rules[index].Matches(request))
        {
            index++;
        }

        _decided[index]++;
        return index < rules.Count ? rules[index] : Otherwise;
    }

    /// <summary>The rules and how many sessions each has decided, in words.</summary>
    public string Totals =>
        string.Join(", ", rules.Append(Otherwise).Zip(_decided, (rule, count) => $"{rule.Name}: {count}"));
}
