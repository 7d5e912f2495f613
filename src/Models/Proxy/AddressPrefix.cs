using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>The addresses that begin with the first bits of another.</summary>
/// <param name="Address">An address of the prefix.</param>
/// <param name="Length">How many bits count.</param>
public readonly record struct AddressPrefix(IpAddress Address, int Length)
{
    public bool Contains(IpAddress address) => address.Width == Address.Width && address.Prefix(Length) == Address.Prefix(Length);

    public override string ToString() => $"{Address}/{Length}";
}
