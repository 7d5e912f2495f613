using Mpsim.Captures;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

public sealed class SegmentWordsTests
{
    private readonly SegmentWords _words = new();

    [Fact]
    public void Every_signal_has_its_words()
    {
        Assert.Equal("ADD_ADDR id 2 [2001:db8::1]:8080", Words(new SegmentOptions { AddAddress = new AddAddress(false, 2, new IpAddress(0x2001_0db8_0000_0000, 1), 8080, 7) }));
        Assert.Equal("ADD_ADDR echo id 2 192.0.2.1", Words(new SegmentOptions { AddAddress = new AddAddress(true, 2, IpAddress.Of(192, 0, 2, 1), null, 0) }));
        Assert.Equal("REMOVE_ADDR id 2 3", Words(new SegmentOptions { RemoveAddress = new RemoveAddress([2, 3]) }));
        Assert.Equal("MP_PRIO backup", Words(new SegmentOptions { MpPrio = new MpPrio(true) }));
        Assert.Equal("MP_FASTCLOSE", Words(new SegmentOptions { MpFastclose = new MpFastclose(1) }));
        Assert.Equal("MP_TCPRST middlebox interference, transient", Words(new SegmentOptions { MpTcpRst = new MpTcpRst(true, MpTcpRst.MiddleboxInterference) }));
        Assert.Equal("MP_FAIL from DSN 9", Words(new SegmentOptions { MpFail = new MpFail(9) }));
        Assert.Equal("Fast Open cookie request", Words(new SegmentOptions { FastOpen = new FastOpenCookie([]) }));
        Assert.Equal("Fast Open cookie 0102", Words(new SegmentOptions { FastOpen = new FastOpenCookie([1, 2]) }));
        Assert.Equal("Fast Open cookie request (option 254)", Words(new SegmentOptions { FastOpen = new FastOpenCookie([], true) }));
        Assert.Equal("option of kind 254", Words(new SegmentOptions { Unknown = [new UnknownOption(254, [])] }));
        Assert.Equal("plain mode to 192.0.2.1", Words(new SegmentOptions { Unknown = [new PlainMode(new Endpoint(IpAddress.Of(192, 0, 2, 1), 0)).ToOption()] }));
        Assert.Equal("plain mode to 192.0.2.1:80", Words(new SegmentOptions { Unknown = [new PlainMode(new Endpoint(IpAddress.Of(192, 0, 2, 1), 80)).ToOption()] }));
        Assert.Equal("MP_CAPABLE v1 checksums no joins to this address", Words(new SegmentOptions { MpCapable = new MpCapable(1, 0xA1, null, null, null) }));
        Assert.Equal("MP_JOIN syn token 0000abcd nonce 00000001 id 3 backup", Words(new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.Syn, true, 3, 0xABCD, 1, []) }));
    }

    [Fact]
    public void Numbers_are_relative_to_the_syn_and_the_key()
    {
        var syn = Make(TcpFlags.Syn, new SegmentOptions { MpCapable = new MpCapable(1, 1, 42, null, null) });
        syn.Segment.Seq = 1000;
        Assert.Equal("SYN seq 0 win 0", _words.Header(syn));

        var data = Make(TcpFlags.Ack | TcpFlags.Psh, null);
        data.Segment.Seq = 1001;
        data.Segment.PayloadLength = 10;
        data.Segment.HasDss = true;
        data.Segment.Dss = DssFlags.Mapping | DssFlags.Dsn8 | DssFlags.DataFin;
        data.Segment.Dsn = Mpsim.Models.Mptcp.MptcpCrypto.InitialDataSequence(42) + 1;
        data.Segment.SubflowSeq = 1;
        data.Segment.DataLength = 11;
        Assert.Equal("PSH ACK seq 1 ack 0 win 0 data 10", _words.Header(data));
        Assert.Equal("DSN 1 length 10 at 1, DATA_FIN", _words.Options(data));
    }

    private string Words(SegmentOptions options)
    {
        var packet = Make(TcpFlags.Ack, options);
        _words.Header(packet);
        return _words.Options(packet);
    }

    private static Packet Make(TcpFlags flags, SegmentOptions? options)
    {
        var packet = new Packet { Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), 1), Destination = new Endpoint(IpAddress.Of(10, 0, 0, 2), 2) };
        packet.Segment.Flags = flags;
        packet.Segment.Options = options;
        return packet;
    }
}
