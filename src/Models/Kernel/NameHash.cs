namespace Mpsim.Models.Kernel;

/// <summary>A hash of names that is the same in every process and on every machine, unlike the framework's: 64-bit FNV-1a over the UTF-16 units, low octet first.</summary>
public static class NameHash
{
    public static ulong Of(string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var unit in name)
        {
            hash = (hash ^ (byte)unit) * 0x100000001B3;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001B3;
        }

        return hash;
    }
}
