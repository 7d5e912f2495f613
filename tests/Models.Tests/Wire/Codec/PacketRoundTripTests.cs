using System.Globalization;
using System.Threading;
using CsCheck;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Models.Tests.Wire.Codec;

/// <summary>
/// Properties of encoding and decoding together, for any packet and any octets. How often they are tried comes from
/// the environment: MPSIM_ROUND_TRIPS (1,000,000 once in a while) and MPSIM_FUZZ (10,000,000).
/// </summary>
public sealed class PacketRoundTripTests(ITestOutputHelper output)
{
    private static readonly long RoundTrips = Count("MPSIM_ROUND_TRIPS", 20_000);
    private static readonly long Fuzz = Count("MPSIM_FUZZ", 100_000);

    [Fact]
    public void Any_packet_encodes_to_octets_that_decode_to_the_same_packet()
    {
        long done = 0;
        var coverage = new PacketCoverage();
        Gen.ULong.Sample(
            seed =>
            {
                var packet = new RandomPackets(seed).Make();
                coverage.Add(packet);
                var octets = new byte[packet.WireLength];
                Assert.Equal(packet.WireLength, PacketEncoder.Encode(packet, octets));

                var decoded = new Packet();
                var result = PacketDecoder.Decode(octets, decoded);
                Assert.Equal(DecodeFault.None, result.Fault);
                Assert.Equal(PacketText.Of(packet), PacketText.Of(decoded));

                var payload = new byte[packet.Segment.PayloadLength];
                PayloadPattern.Fill(packet.Segment.Payload, payload);
                Assert.Equal(payload, octets.AsSpan(result.PayloadStart, result.PayloadCount));

                var again = new byte[packet.WireLength];
                PacketEncoder.Encode(decoded, payload, again);
                Assert.Equal(octets, again);
                Interlocked.Increment(ref done);
            },
            iter: RoundTrips);
        output.WriteLine($"{done} packets encoded, decoded and found equal");
        output.WriteLine($"among them {coverage}");
        Assert.Empty(coverage.Missing);
    }

    [Fact]
    public void Any_octets_decode_to_a_packet_or_a_reason()
    {
        long done = 0;
        long packets = 0;
        var coverage = new PacketCoverage();
        Gen.ULong.Sample(
            seed =>
            {
                var random = new RandomPackets(seed);
                var octets = random.Odds(2) ? Arbitrary(random) : Mutated(random);
                var decoded = new Packet();
                var strict = PacketDecoder.Decode(octets, decoded);
                var lenient = PacketDecoder.DecodeCut(octets, decoded);
                Assert.True(!strict.IsPacket || lenient.IsPacket);
                Assert.NotEmpty(lenient.Reason);
                if (lenient.IsPacket)
                {
                    Interlocked.Increment(ref packets);
                    coverage.Add(decoded);
                    EncodesAgain(decoded);
                }

                Interlocked.Increment(ref done);
            },
            iter: Fuzz);
        output.WriteLine($"{done} strings of octets decoded without an exception, {packets} of them packets");
        output.WriteLine($"among these {coverage}");
    }

    /// <summary>Octets without sense; in half of them the first ones are such that decoding gets beyond the IP header.</summary>
    private static byte[] Arbitrary(RandomPackets random)
    {
        var octets = random.Octets(random.Below(140));
        if (octets.Length > 60 && random.Odds(2))
        {
            octets[0] = 0x60;
            octets[6] = 6;
            octets[4] = 0;
            octets[5] = (byte)(octets.Length - 40);
            octets[52] = (byte)(16 * (5 + random.Below(11)));
        }

        return octets;
    }

    /// <summary>A valid packet with some octets changed, and perhaps cut or grown.</summary>
    private static byte[] Mutated(RandomPackets random)
    {
        var packet = random.Make();
        var octets = new byte[packet.WireLength];
        PacketEncoder.Encode(packet, octets);
        var headers = packet.WireLength - packet.Segment.PayloadLength;
        var first = random.Odds(4) ? 0 : packet.Source.Address.HeaderLength;
        for (var i = random.Below(4); i > 0; i--)
        {
            octets[first + random.Below(headers - first)] = (byte)random.Below(256);
        }

        return random.Odds(4) ? octets[..random.Below(octets.Length)] : random.Odds(4) ? [.. octets, .. random.Octets(9)] : octets;
    }

    /// <summary>What was decoded can be said again, and means the same.</summary>
    private static void EncodesAgain(Packet decoded)
    {
        decoded.Measure();
        var octets = new byte[decoded.WireLength];
        PacketEncoder.Encode(decoded, octets);
        var again = new Packet();
        Assert.True(PacketDecoder.Decode(octets, again).IsPacket);
        Assert.Equal(PacketText.Of(decoded), PacketText.Of(again));
    }

    private static long Count(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : otherwise;
}
