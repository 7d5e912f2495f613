using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>
/// What RFC 8684 sections 3.7 and 6 say of each kind of box: on the initial subflow or on a joined one, from the start or from the middle
/// of a connection on, in one direction or both. Whatever happens, every byte arrives.
/// </summary>
public sealed class MptcpThroughBoxesTests
{
    private const long Up = 2_000_000;
    private const long Down = 3_000_000;

    /// <summary>When a box begins that does so in the middle: each direction has seconds to go.</summary>
    private const double Middle = 0.7;

    /// <summary>Two merged segments of hosts with this MTU fit into the links.</summary>
    private const int SmallMtu = 600;

    public static TheoryData<string, Heading, bool, string> OnTheOnlySubflow
    {
        get
        {
            var data = new TheoryData<string, Heading, bool, string>();
            foreach (var heading in new[] { Heading.Both, Heading.Up, Heading.Down })
            {
                foreach (var box in new[] { "strip all", "strip syn", "strip not-syn", "strip data" })
                {
                    data.Add(box, heading, false, "fallback");
                }

                data.Add("strip all", heading, true, "fallback");
                data.Add("strip data", heading, true, "fallback");
                data.Add("strip syn", heading, true, "survives");
                data.Add("rewrite-sequence", heading, false, "survives");
                data.Add("split", heading, false, "survives");
                data.Add("split", heading, true, "survives");
                data.Add("split, dss on the first", heading, false, "survives");
                data.Add("split, dss on the first", heading, true, "survives");
                data.Add("coalesce", heading, false, "fallback");
                data.Add("coalesce", heading, true, "fallback");
                data.Add("coalesce, dss lost", heading, false, "fallback");
                data.Add("coalesce, dss lost", heading, true, "fallback");
            }

            return data;
        }
    }

    public static TheoryData<string, Heading, bool, string> OnOneOfTwoSubflows
    {
        get
        {
            var data = new TheoryData<string, Heading, bool, string>();
            foreach (var heading in new[] { Heading.Both, Heading.Up, Heading.Down })
            {
                foreach (var box in new[] { "strip all", "strip not-syn", "strip data", "coalesce", "coalesce, dss lost" })
                {
                    data.Add(box, heading, false, "closed");
                    data.Add(box, heading, true, "closed");
                }

                data.Add("strip syn", heading, false, "closed");
                data.Add("strip syn", heading, true, "survives");
                data.Add("drop syn", heading, false, "closed");
                data.Add("drop syn", heading, true, "survives");
                data.Add("rewrite-sequence", heading, false, "survives");
                data.Add("split", heading, false, "survives");
                data.Add("split", heading, true, "survives");
                data.Add("split, dss on the first", heading, false, "survives");
                data.Add("split, dss on the first", heading, true, "survives");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OnTheOnlySubflow))]
    public void Box_on_the_only_subflow(string box, Heading headings, bool midway, string outcome)
    {
        var pair = Pair(1, 0, box, headings, midway);
        var (ue, server) = Transfer(pair);

        Assert.Equal(outcome == "fallback", ue.Connection.FallbackReason is not null);
    }

    [Theory]
    [MemberData(nameof(OnOneOfTwoSubflows))]
    public void Box_on_the_joined_subflow(string box, Heading headings, bool midway, string outcome)
    {
        var pair = Pair(2, 1, box, headings, midway);
        var (ue, server) = Transfer(pair);

        Assert.Null(ue.Connection.FallbackReason);
        Judge(pair, ue, server, 1, outcome);
    }

    [Theory]
    [MemberData(nameof(OnOneOfTwoSubflows))]
    public void Box_on_the_initial_subflow_beside_a_joined_one(string box, Heading headings, bool midway, string outcome)
    {
        // From the start there is no join to be beside.
        if (!midway && outcome == "closed")
        {
            return;
        }

        var pair = Pair(2, 0, box, headings, midway);
        var (ue, server) = Transfer(pair);

        Assert.Null(ue.Connection.FallbackReason);
        Judge(pair, ue, server, 0, outcome);
    }

    private static void Judge(MptcpPair pair, StreamPeer ue, StreamPeer server, int path, string outcome)
    {
        var carried = ue.Connection.Subflows.Where(s => s.Local.Address == MptcpPair.UeAddress(path)).Sum(s => s.BytesReceived)
            + server.Connection.Subflows.Where(s => s.Remote.Address == MptcpPair.UeAddress(path)).Sum(s => s.BytesReceived);
        if (outcome == "survives")
        {
            Assert.True(carried > (Up + Down) / 4, $"{carried} bytes on the path with the box");
            Assert.DoesNotContain(pair.Tap.Trace, packet => packet.Segment.Options?.MpTcpRst is not null);
        }
        else
        {
            Assert.True(carried < (Up + Down) / 3, $"{carried} bytes on the path with the box");
        }
    }

    private static (StreamPeer Ue, StreamPeer Server) Transfer(MptcpPair pair)
    {
        var (ue, server) = pair.Connect(Up, Down);
        pair.Drain();
        Assert.Equal((Down, Up), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed, $"ue closed {ue.Closed}, server closed {server.Closed}");
        return (ue, server);
    }

    private static MptcpPair Pair(int paths, int boxAt, string box, Heading headings, bool midway)
    {
        var made = Make(box, headings);
        var tcp = TcpSettings.Default with { Mtu = box.StartsWith("coalesce", StringComparison.Ordinal) ? SmallMtu : TcpSettings.Default.Mtu };
        var pair = new MptcpPair([.. Enumerable.Repeat(new PathSpec(10, 10), paths)], MptcpPair.Mptcp(paths) with { Tcp = tcp }, MptcpPair.Mptcp(0) with { Tcp = tcp }, boxes: path => path == boxAt ? [made] : []);
        if (midway)
        {
            _ = new MiddleboxSwitch(pair.Scheduler, made, Instant.FromSeconds(Middle), Instant.Never);
        }

        return pair;
    }

    private static Middlebox Make(string box, Heading headings) => box switch
    {
        "strip all" => new MptcpStripper(SegmentKinds.All, MptcpSubtypes.All, headings),
        "strip syn" => new MptcpStripper(SegmentKinds.Syn, MptcpSubtypes.All, headings),
        "strip not-syn" => new MptcpStripper(SegmentKinds.NotSyn, MptcpSubtypes.All, headings),
        "strip data" => new MptcpStripper(SegmentKinds.Data, MptcpSubtypes.All, headings),
        "drop syn" => new MptcpDropper(SegmentKinds.Syn, MptcpSubtypes.All, headings),
        "rewrite-sequence" => new SequenceRewriter(headings, new RandomStream(1, 1, "offsets")),
        "split" => new SegmentSplitter(500, true, headings),
        "split, dss on the first" => new SegmentSplitter(500, false, headings),
        "coalesce" => new SegmentCoalescer(1_100, Duration.FromMilliseconds(2), true, headings),
        "coalesce, dss lost" => new SegmentCoalescer(1_100, Duration.FromMilliseconds(2), false, headings),
        _ => throw new ArgumentOutOfRangeException(nameof(box), box, "no such box"),
    };
}
