using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>What a server does with a SYN that asks for Fast Open.</summary>
/// <param name="Accepts">The connection may be used at once: data of the SYN are taken, and data may be sent before the third ACK.</param>
/// <param name="Cookie">The cookie that the SYN/ACK gives, or null.</param>
/// <param name="Queue">Where the connection is counted while it waits.</param>
public sealed record FastOpenAnswer(bool Accepts, FastOpenCookie? Cookie, FastOpenQueue Queue)
{
    /// <summary>RFC 7413 section 4.2.2, server; Linux: tcp_try_fastopen. The limit is looked at first, so that a flood costs no MAC.</summary>
    /// <returns>Null for a plain SYN/ACK.</returns>
    public static FastOpenAnswer? Make(FastOpenSettings settings, FastOpenKeys keys, FastOpenQueue queue, Packet syn, Instant now)
    {
        var option = syn.Segment.Options?.FastOpen is { IsValid: true } valid ? valid : null;
        var hasData = syn.Segment.PayloadLength > 0;
        if (!settings.Server || (!hasData && option is null) || !queue.HasRoom(now, settings.PendingLimit))
        {
            return null;
        }

        if (hasData && settings.ServerWithoutCookie)
        {
            return new FastOpenAnswer(true, null, queue);
        }

        if (option is null)
        {
            return null;
        }

        // A cookie of the old key is good once more, and replaced; one that is wrong is replaced as well, but opens nothing.
        var (client, server) = (syn.Source.Address, syn.Destination.Address);
        var maker = option.IsRequest ? null : keys.MakerOf(option.Cookie, client, server);
        return maker == keys.Primary
            ? new FastOpenAnswer(true, null, queue)
            : new FastOpenAnswer(maker is not null, new FastOpenCookie(keys.Primary.CookieOf(client, server), option.Experimental), queue);
    }
}
