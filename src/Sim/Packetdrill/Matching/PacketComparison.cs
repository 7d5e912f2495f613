using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>Compares a packet that was sent with the one that the script expects, and binds names at their first use.</summary>
/// <param name="variables">What the script has named.</param>
/// <param name="leniency">What may differ.</param>
/// <param name="timestampTick">Nanoseconds of the clock of the script's timestamps, or null to leave them unchecked.</param>
internal sealed class PacketComparison(Variables variables, Leniency leniency, long? timestampTick)
{
    /// <returns>What differs, each as a clause; empty when the packets agree.</returns>
    public List<string> Compare(PacketAction expected, PacketAction actual, Flow flow)
    {
        List<string> differences = [];
        if (expected.HasAccurateEcn)
        {
            throw new UnsupportedException("the flags of Accurate ECN");
        }

        CompareEnds(expected, actual, differences);
        CompareIp(expected.Ip, actual.Ip, differences);
        Check(differences, "flags", PacketText.FlagsText(expected.Flags), PacketText.FlagsText(actual.Flags));
        Check(differences, "sequence number", expected.Sequence, actual.Sequence);
        Check(differences, "payload", expected.Length, actual.Length);
        if ((expected.Flags & TcpFlags.Ack) != 0)
        {
            Check(differences, "acknowledgement number", expected.Acknowledgement, actual.Acknowledgement);
        }

        if (expected.Window is { } window)
        {
            Check(differences, "window", window, actual.Window!.Value);
        }

        if (expected.Urgent is not null)
        {
            throw new UnsupportedException("urgent data");
        }

        if (expected.Options is not null)
        {
            CompareOptions(expected.Options, actual.Options!, flow, differences, actual.Flags);
        }

        return differences;
    }

    private void CompareEnds(PacketAction expected, PacketAction actual, List<string> differences)
    {
        CompareEnd("source", expected.Source, actual.Source!, differences);
        CompareEnd("destination", expected.Destination, actual.Destination!, differences);
    }

    private void CompareEnd(string what, EndpointSpec? expected, EndpointSpec actual, List<string> differences)
    {
        var found = new Endpoint(actual.Address!.Value, actual.Port!.Value);
        switch (expected)
        {
            case { Variable: { } name } when variables.FindEndpoint(name) is { } bound:
                Check(differences, $"{what} addr[{name}]", bound, found);
                break;
            case { Variable: { } name }:
                variables.SetEndpoint(name, found);
                break;
            case { Address: { } address, Port: { } port }:
                Check(differences, what, new Endpoint(address, port), found);
                break;
            case { Port: { } only }:
                Check(differences, $"{what} port", only, found.Port);
                break;
        }
    }

    private static void CompareIp(IpFields expected, IpFields actual, List<string> differences)
    {
        switch (expected.Ecn)
        {
            case EcnField.Unchecked:
                break;
            case EcnField.Ect01:
                if (actual.Ecn is not (EcnField.Ect0 or EcnField.Ect1))
                {
                    differences.Add($"ECN field is {actual.Ecn}, not one of the capable codepoints");
                }

                break;
            default:
                Check(differences, "ECN field", expected.Ecn, actual.Ecn);
                break;
        }

        if (expected.TypeOfService is { } service)
        {
            Check(differences, "type of service", service, actual.TypeOfService!.Value);
        }

        if (expected.TimeToLive is { } ttl)
        {
            Check(differences, "time to live", ttl, actual.TimeToLive!.Value);
        }

        if (expected.FlowLabel is not null)
        {
            throw new UnsupportedException("flow labels");
        }
    }

    private void CompareOptions(IReadOnlyList<TcpOptionSpec> expected, IReadOnlyList<TcpOptionSpec> actual, Flow flow, List<string> differences, TcpFlags flags)
    {
        var wanted = Normalise(expected);
        var found = Normalise(actual);
        if (leniency.HasFlag(Leniency.AddressAlone) && wanted.Exists(option => option is AddAddressOption) && !found.Exists(option => option is DssOption))
        {
            wanted.RemoveAll(option => option is DssOption);
        }

        if (wanted.Count != found.Count)
        {
            differences.Add($"options are <{Text(found)}>, not <{Text(wanted)}>");
            return;
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            if (wanted[i].GetType() != found[i].GetType())
            {
                differences.Add($"options are <{Text(found)}>, not <{Text(wanted)}>");
                return;
            }
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            if (!Matches(wanted[i], found[i], flow))
            {
                differences.Add($"option is {PacketText.OptionText(found[i])}, not {PacketText.OptionText(wanted[i])}");
            }
        }
    }

    private List<TcpOptionSpec> Normalise(IReadOnlyList<TcpOptionSpec> options)
    {
        var kept = leniency.HasFlag(Leniency.Padding) ? options.Where(option => option is not (NopOption or EolOption)) : options;
        return leniency.HasFlag(Leniency.OptionOrder) ? [.. kept.OrderBy(option => option.GetType().Name, StringComparer.Ordinal)] : [.. kept];
    }

    private static string Text(IEnumerable<TcpOptionSpec> options) => string.Join(", ", options.Select(PacketText.OptionText));

    private bool Matches(TcpOptionSpec expected, TcpOptionSpec actual, Flow flow) => (expected, actual) switch
    {
        (WindowScaleOption, WindowScaleOption) when leniency.HasFlag(Leniency.WindowScale) => true,
        (SackOption a, SackOption b) => a.Blocks.SequenceEqual(b.Blocks),
        (TimestampsOption a, TimestampsOption b) => timestampTick is null || TimestampMatches(a.Value, b.Value),
        (FastOpenOption a, FastOpenOption b) => a.Experimental == b.Experimental && CookieMatches(a.Cookie, b.Cookie),
        (MpCapableOption a, MpCapableOption b) => CapableMatches(a, b),
        (JoinSynOption a, JoinSynOption b) => a.Backup == b.Backup && IdMatches(a.AddressId, b.AddressId) && TokenMatches(a.Token, b.Token) && (a.Random is null || a.Random == b.Random),

        // The identifier is the host's own to choose, and scripts leave it open here.
        (JoinSynAckOption a, JoinSynAckOption b) => (leniency.HasFlag(Leniency.JoinBackup) || a.Backup is null || a.Backup == b.Backup) && HmacMatches(a.Hmac, b.Hmac, flow),
        (JoinAckOption a, JoinAckOption b) => HmacMatches(a.Hmac, b.Hmac, flow),
        (DssOption a, DssOption b) => DssMatches(a, b),
        (AddAddressOption a, AddAddressOption b) => AddAddressMatches(a, b, flow),
        (RemoveAddressOption a, RemoveAddressOption b) => a.AddressIds.SequenceEqual(b.AddressIds),
        (MpPrioOption a, MpPrioOption b) => a.Backup == b.Backup && IdMatches(a.AddressId, b.AddressId),
        (MpFailOption a, MpFailOption b) => NumberMatches(a.Dsn, b.Dsn),
        (MpFastcloseOption a, MpFastcloseOption b) => FastcloseMatches(a, b, flow),
        _ => expected == actual,
    };

    private bool TimestampMatches(uint expected, uint actual)
    {
        // The script's clock runs in ticks, the host's in milliseconds; one tick of rounding is allowed.
        var allowed = Math.Max(1, timestampTick!.Value / 1_000_000);
        return Math.Abs((long)(int)(expected - actual)) <= allowed;
    }

    private bool CookieMatches(string expected, string actual)
    {
        if (!expected.StartsWith("TFO_", StringComparison.Ordinal))
        {
            return expected == actual;
        }

        if (variables.FindCookie(expected) is { } known)
        {
            return known == actual;
        }

        variables.SetCookie(expected, actual);
        return actual.Length > 0;
    }

    private bool CapableMatches(MpCapableOption expected, MpCapableOption actual)
    {
        if (expected.Version != actual.Version || expected.Flags != actual.Flags || expected.DataLength != actual.DataLength || expected.Keys.Count != actual.Keys.Count)
        {
            return false;
        }

        for (var i = 0; i < expected.Keys.Count; i++)
        {
            if (!variables.MatchKey(expected.Keys[i], actual.Keys[i].Value!.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IdMatches(byte? expected, byte? actual) => expected is null || actual is null || expected == actual;

    private bool TokenMatches(DerivedValue expected, DerivedValue actual) => expected.Kind switch
    {
        DerivedKind.Literal => expected.Value == actual.Value,
        DerivedKind.OfKeys => variables.FindKey(expected.First!) is { } key && MptcpCrypto.Token(key) == actual.Value,
        DerivedKind.Sha1 => throw new UnsupportedException("SHA-1 tokens of MPTCP version 0"),
        _ => variables.KeyNames.Any(name => MptcpCrypto.Token(variables.FindKey(name)!.Value) == actual.Value),
    };

    private bool HmacMatches(DerivedValue expected, DerivedValue actual, Flow flow)
    {
        if (expected.Kind == DerivedKind.Literal)
        {
            return expected.Value == actual.Value;
        }

        var sender = expected.First is { } first ? variables.FindKey(first) : flow.Session.LocalKey;
        var receiver = expected.Second is { } second ? variables.FindKey(second) : flow.Session.RemoteKey;
        return sender is { } ours && receiver is { } theirs
            && SegmentReading.FirstWord(MptcpCrypto.JoinHmac(ours, theirs, flow.LocalNonce, flow.RemoteNonce)) == actual.Value;
    }

    private bool DssMatches(DssOption expected, DssOption actual)
    {
        if (expected.DataFin != actual.DataFin || !NumberMatches(expected.DataAck, actual.DataAck) || !NumberMatches(expected.Dsn, actual.Dsn))
        {
            return false;
        }

        if (expected.Dsn is null)
        {
            return true;
        }

        return (expected.SubflowSequence is null || expected.SubflowSequence == actual.SubflowSequence)
            && (expected.DataLength is null || expected.DataLength == actual.DataLength)
            && expected.Checksum switch
            {
                ChecksumSpec.None => actual.Checksum == ChecksumSpec.None,
                ChecksumSpec.Literal => actual.Checksum != ChecksumSpec.None && actual.ChecksumValue == expected.ChecksumValue,
                _ => actual.Checksum == ChecksumSpec.Computed,
            };
    }

    private bool NumberMatches(DataNumber? expected, DataNumber? actual)
    {
        if (expected is null || actual is null)
        {
            return expected is null && actual is null;
        }

        if (expected.Octets != actual.Octets && !leniency.HasFlag(Leniency.DataAckLength))
        {
            return false;
        }

        if (expected.Value is not { } value)
        {
            return true;
        }

        return expected.Octets == 4 || actual.Octets == 4 ? (uint)value == (uint)actual.Value! : value == actual.Value;
    }

    private bool AddAddressMatches(AddAddressOption expected, AddAddressOption actual, Flow flow)
    {
        if (expected.Echo != actual.Echo || !IdMatches(expected.AddressId, actual.AddressId) || expected.Port != actual.Port)
        {
            return false;
        }

        var found = new Endpoint(actual.Address!.Value, actual.Port ?? flow.Local.Port);
        if (expected.Address is { } given)
        {
            variables.SetEndpoint(expected.Variable!, new Endpoint(given, actual.Echo ? actual.Port ?? flow.Remote.Port : found.Port));
            if (given != found.Address)
            {
                return false;
            }
        }
        else if (variables.FindEndpoint(expected.Variable!) is { } bound)
        {
            if (bound.Address != found.Address)
            {
                return false;
            }
        }
        else
        {
            variables.SetEndpoint(expected.Variable!, found);
        }

        return expected.Echo || (expected.Hmac.Kind == DerivedKind.Literal
            ? expected.Hmac.Value == actual.Hmac.Value
            : flow.Session is { LocalKey: { } ours, RemoteKey: { } theirs }
                && MptcpCrypto.AddAddressHmac(ours, theirs, actual.AddressId!.Value, found.Address, actual.Port) == actual.Hmac.Value);
    }

    private bool FastcloseMatches(MpFastcloseOption expected, MpFastcloseOption actual, Flow flow)
    {
        var key = actual.Key!.Value!.Value;
        return expected.Key is { } spec ? variables.MatchKey(spec, key - expected.Added) : key == flow.Session.RemoteKey;
    }

    private static void Check<T>(List<string> differences, string what, T expected, T actual)
        where T : notnull
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            differences.Add($"{what} is {actual}, not {expected}");
        }
    }
}
