using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Models.Tests.Wire;

public sealed class LiteralStreamsTests
{
    private static readonly Payload Data = new(7, 1000);

    private readonly LiteralStreams _literals = new();

    [Theory]
    [InlineData(0, 12)]
    [InlineData(2, 12)]
    [InlineData(3, 1)]
    [InlineData(5, 12)]
    [InlineData(9, 3)]
    public void Bytes_are_those_said_and_then_those_of_the_stream_behind(int offset, int count)
    {
        byte[] whole = [1, 2, 3, 4, 5, .. Pattern(Data, 40)];
        var stream = _literals.Open([1, 2, 3, 4, 5], Data);

        Assert.Equal(whole[offset..(offset + count)], Bytes(stream.Skip(offset), count));
    }

    [Fact]
    public void Run_behind_the_bytes_said_is_one_of_the_stream_behind()
    {
        var stream = _literals.Open([1, 2, 3], Data);

        Assert.Equal((3, 1, 0), (_literals.SaidFrom(stream), _literals.SaidFrom(stream.Skip(2)), _literals.SaidFrom(stream.Skip(3))));
        Assert.Equal(stream.Skip(2), _literals.Origin(stream.Skip(2)));
        Assert.Equal(Data, _literals.Origin(stream.Skip(3)));
        Assert.Equal(Data.Skip(9), _literals.Origin(stream.Skip(12)));
    }

    [Fact]
    public void Stream_may_stand_behind_another_one()
    {
        var outer = _literals.Open([9], _literals.Open([8, 7], Data));

        Assert.Equal([9, 8, 7, .. Pattern(Data, 2)], Bytes(outer, 5));
        Assert.Equal(Data, _literals.Origin(outer.Skip(3)));
    }

    [Fact]
    public void Other_streams_are_what_they_were()
    {
        Assert.Equal(Pattern(Data, 20), Bytes(Data, 20));
        Assert.Equal(0, _literals.SaidFrom(Data));
        Assert.Equal(Data, _literals.Origin(Data));
    }

    private static byte[] Pattern(Payload payload, int count)
    {
        var octets = new byte[count];
        PayloadPattern.Fill(payload, octets);
        return octets;
    }

    private byte[] Bytes(Payload payload, int count)
    {
        var octets = new byte[count];
        _literals.Fill(payload, octets);
        return octets;
    }
}
