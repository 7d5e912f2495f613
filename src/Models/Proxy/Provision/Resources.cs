namespace Mpsim.Models.Proxy.Provision;

/// <summary>An amount of what a proxy has to give. In a request, what is null is not asked for; in a limit, it is not limited.</summary>
/// <param name="Sessions">Sessions of a subscriber at once.</param>
/// <param name="Subflows">Subflows of a session at once, the initial one included.</param>
public readonly record struct Resources(int? Sessions, int? Subflows)
{
    /// <summary>One subflow more, which is what a request for a single subflow is about.</summary>
    public static readonly Resources OneSubflow = new(null, 1);

    /// <summary>Subflows that this may come to in all.</summary>
    public int SubflowsInAll => (Sessions ?? 1) * (Subflows ?? 0);

    /// <summary>What may be had of this where there is no more than that.</summary>
    public Resources AtMost(in Resources limit) => new(Least(Sessions, limit.Sessions), Least(Subflows, limit.Subflows));

    /// <summary>How a grant stands to what was asked for.</summary>
    /// <param name="asked">The request.</param>
    public ProvisionOutcome OutcomeFor(in Resources asked) =>
        this == asked ? ProvisionOutcome.Granted
        : Sessions is 0 || Subflows is 0 ? ProvisionOutcome.Refused
        : ProvisionOutcome.PartlyGranted;

    public override string ToString() => string.Join(", ", new[] { Words(Sessions, "session"), Words(Subflows, "subflow") }.Where(words => words.Length > 0));

    private static int? Least(int? asked, int? limit) => asked is { } count && limit is { } most ? Math.Min(count, most) : asked;

    private static string Words(int? count, string what) => count is { } number ? $"{number} {what}{(number == 1 ? "" : "s")}" : "";
}
