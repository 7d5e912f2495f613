using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>What the script has named: keys and addresses. A name is bound at its first use.</summary>
internal sealed class Variables
{
    /// <summary>Keys for names to which the script gives none: unlike those that scripts write.</summary>
    private const ulong FirstOwnKey = 0x7465_7374_6572_0000;

    private readonly Dictionary<string, ulong> _keys = [];
    private readonly Dictionary<string, Endpoint> _endpoints = [];

    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The Fast Open cookie of a name, or null.</summary>
    public string? FindCookie(string name) => _cookies.GetValueOrDefault(name);

    public void SetCookie(string name, string cookie) => _cookies[name] = cookie;

    public IEnumerable<string> KeyNames => _keys.Keys;

    public ulong? FindKey(string name) => _keys.TryGetValue(name, out var key) ? key : null;

    public void SetKey(string name, ulong key) => _keys[name] = key;

    public Endpoint? FindEndpoint(string name) => _endpoints.TryGetValue(name, out var endpoint) ? endpoint : null;

    public void SetEndpoint(string name, Endpoint endpoint) => _endpoints[name] = endpoint;

    /// <summary>A name has that address: no two names do.</summary>
    public bool HasAddress(IpAddress address) => _endpoints.Values.Any(endpoint => endpoint.Address == address);

    /// <summary>The value of a key in a packet to inject; a name that has none yet gets one, since any does.</summary>
    public ulong KeyToInject(KeySpec spec)
    {
        if (spec.Variable is not { } name)
        {
            return spec.Value!.Value;
        }

        if (spec.Value is { } given)
        {
            _keys[name] = given;
        }

        if (!_keys.TryGetValue(name, out var key))
        {
            _keys[name] = key = FirstOwnKey + (ulong)_keys.Count;
        }

        return key;
    }

    /// <summary>Compares a key that was sent with what the script says of it, and binds a name that has no value yet.</summary>
    public bool MatchKey(KeySpec spec, ulong actual)
    {
        if (spec.Value is { } given)
        {
            if (spec.Variable is { } assigned)
            {
                _keys[assigned] = given;
            }

            return given == actual;
        }

        if (FindKey(spec.Variable!) is { } known)
        {
            return known == actual;
        }

        _keys[spec.Variable!] = actual;
        return true;
    }
}
