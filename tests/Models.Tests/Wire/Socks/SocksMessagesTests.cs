using CsCheck;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Socks;

namespace Mpsim.Models.Tests.Wire.Socks;

/// <summary>SOCKS 5 (RFC 1928) and user name and password (RFC 1929) as octets.</summary>
public sealed class SocksMessagesTests
{
    private static readonly Endpoint Server = new(IpAddress.Of(192, 0, 2, 1), 8080);
    private static readonly Endpoint ServerV6 = new(new IpAddress(0x2001_0db8_0000_0000, 1), 443);

    [Fact]
    public void Messages_have_the_octets_that_the_rfcs_draw()
    {
        Assert.Equal([5, 2, 0, 2], SocksMessages.Greeting(SocksMessages.NoAuthentication, SocksMessages.UserAndPassword));
        Assert.Equal([5, 0xFF], SocksMessages.Selection(SocksMessages.NoAcceptableMethod));
        Assert.Equal([5, 1, 0, 1, 192, 0, 2, 1, 0x1F, 0x90], SocksMessages.Request(Server));
        Assert.Equal([5, 1, 0, 4, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0xBB], SocksMessages.Request(ServerV6));
        Assert.Equal([5, 5, 0, 1, 192, 0, 2, 1, 0x1F, 0x90], SocksMessages.Reply(SocksReply.ConnectionRefused, Server));
        Assert.Equal([1, 2, (byte)'m', (byte)'e', 1, (byte)'x'], SocksMessages.Credentials("me", "x"));
        Assert.Equal([1, 1], SocksMessages.Verdict(false));
    }

    [Fact]
    public void Messages_are_read_back_and_cut_ones_wait_for_more()
    {
        var greeting = SocksMessages.Greeting(0, 2);
        Assert.Equal(SocksFault.None, SocksMessages.ReadGreeting([.. greeting, 9], out var methods, out var length));
        Assert.Equal((4, true), (length, methods.AsSpan().SequenceEqual(new byte[] { 0, 2 })));

        var credentials = SocksMessages.Credentials("me", "secret");
        Assert.Equal(SocksFault.None, SocksMessages.ReadCredentials(credentials, out var user, out var password, out length));
        Assert.Equal(("me", "secret", credentials.Length), (user, password, length));

        foreach (var server in new[] { Server, ServerV6 })
        {
            Assert.Equal(SocksFault.None, SocksMessages.ReadRequest(SocksMessages.Request(server), out var read, out length));
            Assert.Equal((server, SocksMessages.Request(server).Length), (read, length));
        }

        Assert.Equal(SocksFault.None, SocksMessages.ReadReply(SocksMessages.Reply(SocksReply.HostUnreachable, Server), out var reply, out _));
        Assert.Equal(SocksReply.HostUnreachable, reply);

        for (var count = 0; count < credentials.Length; count++)
        {
            Assert.Equal(SocksFault.Cut, SocksMessages.ReadCredentials(credentials.AsSpan(0, count), out _, out _, out _));
        }

        var request = SocksMessages.Request(ServerV6);
        for (var count = 0; count < request.Length; count++)
        {
            Assert.Equal(SocksFault.Cut, SocksMessages.ReadRequest(request.AsSpan(0, count), out _, out _));
        }
    }

    [Fact]
    public void What_is_not_served_is_told_apart_from_what_is_no_message()
    {
        Assert.Equal(SocksFault.Command, SocksMessages.ReadRequest([5, 2, 0, 1, 192, 0, 2, 1, 0, 80], out _, out _));
        Assert.Equal(SocksFault.AddressType, SocksMessages.ReadRequest([5, 1, 0, 3, 1, (byte)'a', 0, 80], out _, out _));
        Assert.Equal(SocksFault.Malformed, SocksMessages.ReadRequest([4, 1, 0, 1, 192], out _, out _));
        Assert.Equal(SocksFault.AddressType, SocksMessages.ReadRequest([5, 1, 0, 9, 192, 0, 2, 1, 0, 80], out _, out _));
        Assert.Equal(SocksFault.Malformed, SocksMessages.ReadReply([5, 0, 0, 9, 192, 0, 2, 1, 0, 80], out _, out _));
        Assert.Equal(SocksFault.Malformed, SocksMessages.ReadGreeting([5, 0], out _, out _));
    }

    [Fact]
    public void Any_octets_are_read_without_harm() => Gen.Byte.Array[0, 40].Sample(octets =>
    {
        SocksMessages.ReadGreeting(octets, out _, out _);
        SocksMessages.ReadCredentials(octets, out _, out _, out _);
        SocksMessages.ReadRequest(octets, out _, out _);
        SocksMessages.ReadReply(octets, out _, out _);
        SocksMessages.ReadSelection(octets, out _);
        SocksMessages.ReadVerdict(octets, out _);
    });
}
