using CsCheck;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Models.Tests.Wire.Codec;

public sealed class InternetChecksumTests
{
    [Fact]
    public void Sum_of_the_example_of_RFC_1071_section_3() =>
        Assert.Equal(unchecked((ushort)~0xDDF2), InternetChecksum.Fold(InternetChecksum.Add([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7], 0)));

    [Fact]
    public void Checksum_of_any_octets_is_that_of_their_words_added_one_by_one() =>
        Gen.Byte.Array[0, 200].Sample(octets =>
        {
            var sum = 0;
            for (var i = 0; i < octets.Length; i += 2)
            {
                sum += (octets[i] << 8) | (i + 1 < octets.Length ? octets[i + 1] : 0);
                sum = (sum & 0xFFFF) + (sum >> 16);
            }

            Assert.Equal((ushort)~sum, InternetChecksum.Fold(InternetChecksum.Add(octets, 0)));
        });

    [Fact]
    public void Checksum_of_a_mapping_covers_its_numbers_and_its_data()
    {
        // DSN, SSN, data-level length and 16 zero bits, then the data, as words (RFC 8684 figure 10).
        byte[] data = [1, 2, 3];
        byte[] whole = [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 9, 0, 3, 0, 0, .. data];
        Assert.Equal(InternetChecksum.Fold(InternetChecksum.Add(whole, 0)), DataChecksum.Of(0x0102030405060708, 9, 3, data));
    }

    [Fact]
    public void Checksum_of_data_by_reference_is_that_of_their_bytes() =>
        Gen.Select(Gen.Int[1, 9], Gen.Long[0, 1L << 40], Gen.Int[0, 3000]).Sample((stream, offset, count) =>
        {
            var data = new byte[count];
            PayloadPattern.Fill(new Payload(stream, offset), data);
            Assert.Equal(DataChecksum.Of(1, 2, 3, data), DataChecksum.Of(1, 2, 3, new Payload(stream, offset), count));
        });

    [Fact]
    public void Byte_of_a_stream_is_the_same_in_whichever_segment_it_travels() =>
        Gen.Select(Gen.Int[1, 9], Gen.Long[0, 1L << 40], Gen.Int[0, 100], Gen.Int[0, 100]).Sample((stream, offset, skip, count) =>
        {
            var whole = new byte[skip + count];
            var part = new byte[count];
            PayloadPattern.Fill(new Payload(stream, offset), whole);
            PayloadPattern.Fill(new Payload(stream, offset + skip), part);
            Assert.Equal(whole[skip..], part);
        });
}
