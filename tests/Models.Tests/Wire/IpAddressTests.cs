using System.Net;
using CsCheck;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Wire;

public sealed class IpAddressTests
{
    /// <summary>Groups are often zero, so that runs of zeros are common.</summary>
    private static readonly Gen<IpAddress> Addresses =
        Gen.OneOf(Gen.Const((ushort)0), Gen.UShort, Gen.UShort[0, 15]).Array[8].Select(groups =>
            groups.Aggregate((UInt128)0, (bits, group) => (bits << 16) | group)).Select(bits => new IpAddress((ulong)(bits >> 64), (ulong)bits));

    [Theory]
    [InlineData("2001:db8:0:0:8:800:200c:417a", "2001:db8::8:800:200c:417a")]
    [InlineData("FF01:0:0:0:0:0:0:101", "ff01::101")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("fe80::", "fe80::")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void Text_is_read_as_in_RFC_4291_and_written_as_in_RFC_5952(string text, string written)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(written, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData(":1:2:3:4:5:6:7")]
    [InlineData("::1.2.3")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1%eth0")]
    [InlineData("[::1]")]
    [InlineData(" ::1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.+4")]
    public void Text_that_is_no_address_is_not_read(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void Text_of_any_address_reads_back_and_means_the_same_to_others() =>
        Addresses.Sample(address =>
        {
            Assert.True(IpAddress.TryParse(address.ToString(), out var read));
            Assert.Equal(address, read);
            Span<byte> octets = stackalloc byte[16];
            var length = address.WriteOctets(octets);
            Assert.Equal(new IPAddress(octets[..length]), IPAddress.Parse(address.ToString()));
            Assert.Equal(address, IpAddress.FromOctets(octets[..length]));
        });

    [Fact]
    public void Prefix_keeps_the_first_bits_and_the_family() =>
        Gen.Select(Addresses, Gen.Int[0, 128]).Sample((address, length) =>
        {
            length = Math.Min(length, address.Width);
            var prefix = address.Prefix(length);
            var bits = ((UInt128)address.High << 64) | address.Low;
            var rest = address.Width - length;
            var kept = rest == 128 ? 0 : bits >> rest << rest;
            Assert.Equal(new IpAddress((ulong)(kept >> 64), (ulong)kept), prefix);
        });

    [Fact]
    public void Prefix_of_an_IPv4_address_is_an_IPv4_address()
    {
        Assert.Equal(IpAddress.Of(10, 1, 0, 0), IpAddress.Of(10, 1, 2, 3).Prefix(16));
        Assert.True(IpAddress.Of(10, 1, 2, 3).Prefix(0).IsIPv4);
        Assert.Equal(32, IpAddress.Of(10, 1, 2, 3).Width);
    }

    [Fact]
    public void Unspecified_address_of_either_family_is_none()
    {
        Assert.True(default(IpAddress).IsNone);
        Assert.True(IpAddress.Of(0, 0, 0, 0).IsNone);
        Assert.False(new IpAddress(0, 1).IsNone);
        Assert.False(IpAddress.Of(0, 0, 0, 1).IsNone);
    }

    [Fact]
    public void Endpoint_of_an_IPv6_address_is_written_with_brackets()
    {
        Assert.True(IpAddress.TryParse("2001:db8::1", out var address));
        Assert.Equal("[2001:db8::1]:80", new Endpoint(address, 80).ToString());
        Assert.Equal("10.0.0.1:80", new Endpoint(IpAddress.Of(10, 0, 0, 1), 80).ToString());
    }
}
