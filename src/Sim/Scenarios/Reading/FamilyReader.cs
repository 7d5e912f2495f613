using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads IP versions: one, or a list.</summary>
internal static class FamilyReader
{
    /// <param name="context">What all readers share.</param>
    /// <param name="owner">The mapping.</param>
    /// <param name="key">The key in it.</param>
    /// <param name="absent">What the absence of the key means.</param>
    public static IpFamilies Read(ReadingContext context, MappingReader owner, Key key, IpFamilies absent)
    {
        if (owner.Find(key) is not { } node)
        {
            return absent;
        }

        var families = IpFamilies.None;
        foreach (var item in node is TreeSequence list ? list.Items : [node])
        {
            if (owner.TryRead(item, owner.PathOf(key), Forms.Family, out var family) && families.HasFlag(family))
            {
                context.Errors.Add(item.Position, owner.PathOf(key), $"'{Forms.Family.Write(family)}' stands in the list twice");
            }

            families |= family;
        }

        if (families == IpFamilies.None)
        {
            context.Errors.Add(node.Position, owner.PathOf(key), "the list is empty", key.Expected);
            return absent;
        }

        return families;
    }

    /// <summary>The families in the words of a scenario.</summary>
    public static string Write(IpFamilies families) => families == IpFamilies.Both
        ? $"[{Forms.Family.Write(IpFamilies.V4)}, {Forms.Family.Write(IpFamilies.V6)}]"
        : Forms.Family.Write(families);
}
