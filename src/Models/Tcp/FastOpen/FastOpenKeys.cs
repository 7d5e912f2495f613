using System.Security.Cryptography;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>The key that makes cookies, and one that was used before and still knows its own, so that a key can be changed (RFC 7413 section 4.1.2).</summary>
public sealed record FastOpenKeys(FastOpenKey Primary, FastOpenKey? Backup = null)
{
    /// <returns>The key that made the cookie for this client, or null.</returns>
    public FastOpenKey? MakerOf(byte[] cookie, IpAddress client, IpAddress server)
    {
        if (CryptographicOperations.FixedTimeEquals(Primary.CookieOf(client, server), cookie))
        {
            return Primary;
        }

        return Backup is { } backup && CryptographicOperations.FixedTimeEquals(backup.CookieOf(client, server), cookie) ? backup : null;
    }
}
