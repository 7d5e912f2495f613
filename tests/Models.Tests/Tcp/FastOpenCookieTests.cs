using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Cookies (RFC 7413 section 4.1.2): what a server gives to whom, and what it takes.</summary>
public sealed class FastOpenCookieTests
{
    private static readonly FastOpenKey Key = new(0xb2b2b2b2_a1a1a1a1, 0xd4d4d4d4_c3c3c3c3);
    private static readonly FastOpenSettings Serving = new() { Server = true, PendingLimit = 1 };

    private readonly FastOpenQueue _queue = new();

    /// <summary>The test vector of the paper's appendix A.</summary>
    [Fact]
    public void Hash_is_that_of_the_published_example() =>
        Assert.Equal(0xa129ca6149be45e5, SipHash.Of(0x0706050403020100, 0x0f0e0d0c0b0a0908, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]));

    /// <summary>As Linux makes it with this key (its packetdrill tests have the number).</summary>
    [Theory]
    [InlineData("192.0.2.1", "192.168.0.1", "3021b9d889017eeb")]
    [InlineData("fd3d:fa7b:d17d::1", "fd3d:a0b:17d6::1", "c1d1e9742a47a9bc")]
    public void Cookie_is_that_of_linux(string client, string server, string cookie)
    {
        Assert.True(IpAddress.TryParse(client, out var from) & IpAddress.TryParse(server, out var to));
        Assert.Equal(cookie, Convert.ToHexStringLower(Key.CookieOf(from, to)));
    }

    [Fact]
    public void Request_is_given_the_cookie_and_opens_nothing()
    {
        var answer = Answer(Serving, new FastOpenCookie([]), 0)!;

        Assert.False(answer.Accepts);
        Assert.Equal(Right, answer.Cookie!.Cookie);
    }

    [Fact]
    public void Right_cookie_opens_with_data_and_without()
    {
        Assert.Equal((true, null), Outcome(Answer(Serving, new FastOpenCookie(Right), 100)));
        Assert.Equal((true, null), Outcome(Answer(Serving, new FastOpenCookie(Right), 0)));
    }

    [Fact]
    public void Wrong_cookie_opens_nothing_and_is_replaced_in_the_form_in_which_it_came()
    {
        var answer = Answer(Serving, new FastOpenCookie(new byte[8], true), 100)!;

        Assert.False(answer.Accepts);
        Assert.Equal((Convert.ToHexString(Right), true), (Convert.ToHexString(answer.Cookie!.Cookie), answer.Cookie.Experimental));
    }

    [Fact]
    public void Cookie_of_the_key_before_opens_and_is_replaced()
    {
        var old = new FastOpenKey(7, 8);
        var answer = Answer(Serving, new FastOpenCookie(old.CookieOf(Client, Server)), 100, new FastOpenKeys(Key, old))!;

        Assert.True(answer.Accepts);
        Assert.Equal(Right, answer.Cookie!.Cookie);
    }

    [Fact]
    public void Data_without_a_cookie_open_only_where_none_is_asked_for()
    {
        Assert.Null(Answer(Serving, null, 100));
        Assert.Equal((true, null), Outcome(Answer(Serving with { ServerWithoutCookie = true }, null, 100)));
        Assert.Null(Answer(Serving with { ServerWithoutCookie = true }, null, 0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(18)]
    public void Cookie_of_a_length_that_none_has_is_ignored(int octets) => Assert.Null(Answer(Serving, new FastOpenCookie(new byte[octets]), 100));

    [Fact]
    public void Host_without_fast_open_ignores_the_option() => Assert.Null(Answer(FastOpenSettings.Off, new FastOpenCookie(Right), 100));

    [Fact]
    public void Cache_forgets_the_oldest_pair_when_it_is_full()
    {
        var cache = new FastOpenCache();
        var first = cache.Of(Client, new IpAddress(1u));
        for (var i = 2u; i <= FastOpenCache.Capacity; i++)
        {
            cache.Of(Client, new IpAddress(i));
        }

        Assert.Same(first, cache.Of(Client, new IpAddress(1u)));
        cache.Of(Client, new IpAddress(0xFFFFu));
        Assert.NotSame(first, cache.Of(Client, new IpAddress(1u)));
    }

    private static IpAddress Client => IpAddress.Of(192, 0, 2, 1);

    private static IpAddress Server => IpAddress.Of(192, 168, 0, 1);

    private static byte[] Right => Key.CookieOf(Client, Server);

    private static (bool Accepts, FastOpenCookie? Cookie) Outcome(FastOpenAnswer? answer) => (answer!.Accepts, answer.Cookie);

    private FastOpenAnswer? Answer(FastOpenSettings settings, FastOpenCookie? option, ushort octets, FastOpenKeys? keys = null)
    {
        var syn = new Packet { Source = new Endpoint(Client, 1000), Destination = new Endpoint(Server, 80) };
        syn.Segment.Flags = TcpFlags.Syn;
        syn.Segment.PayloadLength = octets;
        syn.Segment.Options = new SegmentOptions { FastOpen = option };
        return FastOpenAnswer.Make(settings, keys ?? new FastOpenKeys(Key), _queue, syn, Instant.Zero);
    }
}
