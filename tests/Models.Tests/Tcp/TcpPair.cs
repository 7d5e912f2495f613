using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Two connections with a tester on the wire between them: delay, loss, reordering, changes to segments.</summary>
internal sealed class TcpPair
{
    private readonly PriorityQueue<(bool ToServer, Segment Segment), (long, long)> _wire = new();
    private long _order;

    public TcpPair(TcpSettings? client = null, TcpSettings? server = null)
    {
        Client = new TcpConnection(client ?? Reno, 1000, 5);
        Server = new TcpConnection(server ?? client ?? Reno, 0xFFFF_F000, 77);
    }

    public static TcpSettings Reno { get; } = new() { CongestionControl = () => new NewReno() };

    public TcpConnection Client { get; }

    public TcpConnection Server { get; }

    public Instant Now { get; private set; }

    public Duration Delay { get; set; } = Duration.FromMilliseconds(10);

    /// <summary>Nanoseconds that an octet takes on the wire, in each direction.</summary>
    public long NanosecondsPerOctet { get; set; }

    /// <summary>Sees every segment that leaves; false drops it.</summary>
    public Func<bool, Segment, bool> Filter { get; set; } = (_, _) => true;

    /// <summary>What arrives instead of a segment.</summary>
    public Func<bool, Segment, Segment> Change { get; set; } = (_, segment) => segment;

    /// <summary>Extra delay of a segment.</summary>
    public Func<bool, Segment, Duration> ExtraDelay { get; set; } = (_, _) => Duration.Zero;

    public List<(Instant At, bool ToServer, Segment Segment)> Trace { get; } = [];

    public TcpEvents ClientEvents { get; private set; }

    public TcpEvents ServerEvents { get; private set; }

    /// <summary>Recounts everything after every step; off for transfers with much in flight.</summary>
    public bool Checks { get; set; } = true;

    public bool ReadAtOnce { get; set; } = true;

    public long ClientRead { get; private set; }

    public long ServerRead { get; private set; }

    /// <summary>Bytes that the client still wants to write.</summary>
    public long ClientToWrite { get; set; }

    public long ServerToWrite { get; set; }

    public bool CloseClientWhenWritten { get; set; }

    public bool CloseServerWhenWritten { get; set; }

    private long _clientWritten;
    private long _serverWritten;
    private long _clientWireFree;
    private long _serverWireFree;

    public IEnumerable<Segment> Sent(bool toServer) => Trace.Where(t => t.ToServer == toServer).Select(t => t.Segment);

    public void Connect()
    {
        Server.Listen();
        Client.Open();
        RunFor(Delay * 4);
    }

    public void Inject(bool toServer, Segment segment, Duration after = default) => _wire.Enqueue((toServer, segment), ((Now + after).Nanoseconds, _order++));

    public void RunFor(Duration duration) => RunUntil(Now + duration);

    public void RunUntil(Instant until)
    {
        Drain();
        while (true)
        {
            var timeout = Instant.Min(Client.NextTimeout, Server.NextTimeout);
            var arrival = _wire.TryPeek(out _, out var key) ? new Instant(key.Item1) : Instant.Never;
            var next = Instant.Min(timeout, arrival);
            if (next > until)
            {
                Now = until;
                return;
            }

            Now = Instant.Max(Now, next);
            if (arrival <= timeout)
            {
                var (toServer, segment) = _wire.Dequeue();
                var end = toServer ? Server : Client;
                if (end.IsClosed && segment.Has(TcpFlags.Ack) && !segment.Has(TcpFlags.Rst))
                {
                    // A host answers for connections that it no longer has (RFC 9293 section 3.10.7.1).
                    Inject(!toServer, new Segment { Seq = segment.Ack, Flags = TcpFlags.Rst }, Delay);
                }

                end.OnSegment(Now, segment);
            }
            else
            {
                if (Client.NextTimeout <= Now)
                {
                    Client.OnTimeout(Now);
                }

                if (Server.NextTimeout <= Now)
                {
                    Server.OnTimeout(Now);
                }
            }

            Drain();
        }
    }

    public void Drain()
    {
        ClientEvents |= Client.TakeEvents();
        ServerEvents |= Server.TakeEvents();
        if (ReadAtOnce)
        {
            ClientRead += ReadAll(Client, 2, ClientRead);
            ServerRead += ReadAll(Server, 1, ServerRead);
        }

        _clientWritten += WriteSome(Client, 1, _clientWritten, ClientToWrite, CloseClientWhenWritten);
        _serverWritten += WriteSome(Server, 2, _serverWritten, ServerToWrite, CloseServerWhenWritten);
        var packet = new Segment();
        while (Client.TryEmit(Now, ref packet))
        {
            Send(true, packet, ref _clientWireFree);
            packet = new Segment();
        }

        while (Server.TryEmit(Now, ref packet))
        {
            Send(false, packet, ref _serverWireFree);
            packet = new Segment();
        }

        if (Checks)
        {
            Client.CheckInvariants();
            Server.CheckInvariants();
        }
    }

    public long ReadAll(TcpConnection connection, int stream, long from)
    {
        long read = 0;
        while (connection.TryRead(long.MaxValue, Now, out var payload, out var count))
        {
            Assert.Equal(new Payload(stream, from + read), payload);
            read += count;
        }

        return read;
    }

    private static long WriteSome(TcpConnection connection, int stream, long written, long wanted, bool close)
    {
        if (written < wanted && connection.WriteSpace > 0)
        {
            written = connection.Write(new Payload(stream, written), wanted - written);
        }
        else if (close && written == wanted && connection.CanSend)
        {
            connection.CloseWrite();
            return 0;
        }
        else
        {
            return 0;
        }

        return written;
    }

    private void Send(bool toServer, in Segment segment, ref long wireFree)
    {
        Trace.Add((Now, toServer, segment));
        Assert.True(segment.OptionsLength() <= Segment.MaximumOptionsLength);
        Assert.True(segment.WireLength() <= 1500, $"segment of {segment.WireLength()} octets");
        var start = Math.Max(wireFree, Now.Nanoseconds);
        wireFree = start + (segment.WireLength() * NanosecondsPerOctet);
        if (Filter(toServer, segment))
        {
            _wire.Enqueue((toServer, Change(toServer, segment)), (wireFree + Delay.Nanoseconds + ExtraDelay(toServer, segment).Nanoseconds, _order++));
        }
    }
}
