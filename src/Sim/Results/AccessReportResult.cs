namespace Mpsim.Results;

/// <summary>What a proxy was told of accesses in one run.</summary>
/// <param name="Sent">Reports that were sent.</param>
/// <param name="Lost">Those that never arrived.</param>
/// <param name="Wrong">Those that named another type.</param>
/// <param name="Misjudged">Octets that each access delivered while the proxy took it for what it was not.</param>
public sealed record AccessReportResult(long Sent, long Lost, long Wrong, IReadOnlyList<(string Access, long Octets)> Misjudged)
{
    /// <summary>Octets of all accesses.</summary>
    public long MisjudgedOctets => Misjudged.Sum(each => each.Octets);
}
