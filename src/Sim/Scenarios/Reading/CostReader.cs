using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what a proxy's work takes.</summary>
internal sealed class CostReader(ReadingContext context)
{
    private CostKeys Keys => context.Keys.Cost;

    /// <returns>Null for a proxy that takes no time.</returns>
    public ProxyCostPlan? Read(MappingReader node)
    {
        var key = context.Keys.Node.Costs;
        if (node.Find(key) is null)
        {
            return null;
        }

        var costs = node.Open(key, Keys.Group);
        var plan = new ProxyCostPlan
        {
            Cores = costs.Read(Keys.Cores),
            Forward = costs.Read(Keys.Forward),
            Terminate = costs.Read(Keys.Terminate),
            Session = costs.Read(Keys.Session),
            Join = costs.Read(Keys.Join),
            Crypto = costs.Read(Keys.Crypto),
            Refuse = costs.Read(Keys.Refuse),
            Queue = costs.Read(Keys.Queue),
            SessionMemory = costs.Read(Keys.SessionMemory),
            Memory = costs.TryRead(Keys.Memory, out var memory) ? memory : null,
            Sessions = costs.TryRead(Keys.Sessions, out var sessions) ? sessions : null,
            AdmitBelow = costs.TryRead(Keys.AdmitBelow, out var bound) ? bound : null,
        };
        if (plan.Memory is { } limit && limit < plan.SessionMemory)
        {
            context.Errors.Add(costs.PositionOf(Keys.Memory), costs.PathOf(Keys.Memory), "there is less memory than one session takes", $"at least {Keys.SessionMemory.Form.Write(plan.SessionMemory)}, or no '{Keys.Memory.Name}'");
        }

        return plan;
    }
}
