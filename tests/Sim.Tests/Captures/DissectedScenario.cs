using System.Threading.Tasks;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>Variants of a scenario, run with every link captured, and what tshark reads in the captures.</summary>
internal sealed class DissectedScenario
{
    /// <summary>As many runs, and as many processes of tshark, as go side by side.</summary>
    private static readonly ParallelOptions TwoByTwo = new() { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };

    private readonly ObservedRun[] _runs;

    /// <summary>What becomes of the packets captured at a place before tshark reads them: nothing, other than to see that the comparison finds it.</summary>
    public Action<Vantage, List<(PcapngPacket Captured, Packet Fields)>>? Spoil { get; init; }

    /// <param name="plan">The scenario.</param>
    /// <param name="looks">The variants, and what to keep of the payload of their packets.</param>
    /// <param name="folder">Where the captures go.</param>
    public DissectedScenario(ScenarioPlan plan, IReadOnlyList<(VariantPlan Variant, CaptureExtent Extent)> looks, string folder)
    {
        _runs = new ObservedRun[looks.Count];
        var traces = TraceLibrary.Load(plan);

        // Each run has a seed of its own, so that keys, tokens and sequence numbers are: the captures go into one file, in which tshark tells
        // connections between the same ports apart by their first sequence numbers, and those of MPTCP by their tokens.
        Parallel.For(0, _runs.Length, TwoByTwo, i => _runs[i] = new ObservedRun(looks[i].Variant, traces, plan.Seed + (ulong)i, looks[i].Extent, Path.Combine(folder, $"{i}")));
    }

    public IReadOnlyList<ObservedRun> Runs => _runs;

    /// <summary>Has tshark read what was captured at some places, those of the same name in one go.</summary>
    /// <param name="of">The places of a run that are to be looked at.</param>
    /// <param name="folder">For the file that is handed to tshark.</param>
    /// <param name="follows">Connections are to be followed: what is none of theirs is left out, and flag C of MP_CAPABLE is cleared: see <see cref="FlagC"/>.</param>
    public Dictionary<(ObservedRun Run, string Vantage), DissectedPacket[]> Dissect(Func<ObservedRun, IEnumerable<Vantage>> of, string folder, bool follows)
    {
        var dissected = new Dictionary<(ObservedRun Run, string Vantage), DissectedPacket[]>();
        var groups = _runs.SelectMany(run => of(run).Select(vantage => (Run: run, Vantage: vantage))).GroupBy(each => each.Vantage.Name).ToArray();
        Parallel.ForEach(groups.Index(), TwoByTwo, group =>
        {
            var parts = Dissect([.. group.Item], Path.Combine(folder, $"{group.Index}.pcapng"), follows);
            lock (dissected)
            {
                foreach (var (run, packets) in parts)
                {
                    dissected.Add((run, group.Item.Key), packets);
                }
            }
        });
        return dissected;
    }

    private List<(ObservedRun Run, DissectedPacket[] Packets)> Dissect((ObservedRun Run, Vantage Vantage)[] places, string file, bool follows)
    {
        var captured = places.Select(place => follows ? place.Run.Read(place.Vantage) : place.Run.ReadAll(place.Vantage)).ToArray();
        foreach (var (place, packets) in places.Zip(captured))
        {
            Spoil?.Invoke(place.Vantage, packets);
            if (follows)
            {
                FlagC.Hide(packets);
            }
        }

        using (var stream = File.Create(file))
        {
            foreach (var (place, packets) in places.Zip(captured))
            {
                ObservedRun.Write(stream, place.Vantage, packets);
            }
        }

        var rows = Tshark.Fields(file, DissectedPacket.Names);
        File.Delete(file);
        Assert.Equal(captured.Sum(packets => packets.Count), rows.Length);
        var done = 0;
        var parts = new List<(ObservedRun, DissectedPacket[])>();
        foreach (var (place, packets) in places.Zip(captured))
        {
            parts.Add((place.Run, [.. packets.Select((packet, index) => new DissectedPacket(packet.Captured, packet.Fields, rows[done + index], done + index))]));
            done += packets.Count;
        }

        return parts;
    }
}
