using Mpsim.Models.Network.Sharing;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// How subscribers share public addresses.
public sealed partial class ResolvedParameters
{
    private void AddSharing(string path, SharingPlan? sharing)
    {
        foreach (var (key, value) in SharingOf(sharing, _keys.Sharing, isAtProxy: true))
        {
            Add($"{path}.{key}", value);
        }
    }

    /// <summary>The keys under <c>sharing</c> with their values.</summary>
    internal static IEnumerable<(string Key, string Value)> SharingOf(SharingPlan? sharing, SharingKeys keys, bool isAtProxy)
    {
        if (sharing is not { Settings: var settings })
        {
            yield break;
        }

        static (string, string) Of<T>(Key<T> key, T value) => (key.Name, key.Form.Write(value));
        if (settings.Addresses.Count > 0)
        {
            yield return (keys.Addresses.Name, $"[{string.Join(", ", settings.Addresses)}]");
        }

        if (isAtProxy)
        {
            yield return Of(keys.Ports, (settings.FirstPort, settings.LastPort));
        }

        yield return Of(keys.Blocks, settings.Blocks);
        if (settings.Blocks != BlockAllocation.None)
        {
            yield return Of(keys.BlockSize, settings.BlockSize);
        }

        if (settings.Blocks == BlockAllocation.Dynamic)
        {
            yield return Of(keys.BlocksPerSubscriber, settings.BlocksPerSubscriber);
        }

        if (settings.PortsPerSubscriber is { } limit)
        {
            yield return Of(keys.PortsPerSubscriber, limit);
        }

        yield return Of(keys.Hold, settings.Hold);
        yield return Of(keys.Pooling, settings.IsPaired);
        yield return Of(keys.WhenExhausted, sharing.WhenExhausted);
    }
}
