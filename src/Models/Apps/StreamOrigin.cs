using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Apps;

/// <summary>The writing end of a stream: keeps a socket's send buffer full until all is written.</summary>
/// <param name="entry">The stream in the ledger.</param>
public readonly struct StreamOrigin(StreamEntry entry)
{
    /// <summary>What an endless stream offers at once: more than a send buffer holds, so that the socket always says when it has room again.</summary>
    private const long LargestOffer = 1 << 30;

    public StreamEntry Stream => entry;

    /// <summary>All of a stream of known length was accepted.</summary>
    public bool IsWritten => entry.Written == entry.Length;

    /// <summary>Writes as much of the stream as the socket takes.</summary>
    public void Fill(StreamSocket socket, Instant now)
    {
        while (!entry.EndWritten && entry.Written < entry.Length)
        {
            var offer = Math.Min(entry.Length - entry.Written, LargestOffer);
            var accepted = socket.Write(new Payload(entry.Number, entry.Written), offer);
            if (accepted < 0 || accepted > offer)
            {
                throw entry.Violation(now, $"a write of {offer} bytes accepted {accepted}");
            }

            entry.OnWritten(now, accepted);
            if (accepted < offer)
            {
                return;
            }
        }
    }

    /// <summary>Ends the stream, once.</summary>
    public void End(StreamSocket socket)
    {
        if (!entry.EndWritten)
        {
            entry.OnEndWritten();
            socket.CloseWrite();
        }
    }
}
