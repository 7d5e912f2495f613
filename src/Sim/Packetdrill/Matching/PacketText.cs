using System.Text;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>Writes packets in the notation of the scripts.</summary>
internal static class PacketText
{
    public static string Of(PacketAction packet)
    {
        var text = new StringBuilder(packet.Outbound ? "> " : "< ");
        if (IpText(packet.Ip) is { Length: > 0 } ip)
        {
            text.Append('[').Append(ip).Append("] ");
        }

        if (packet.Source is not null || packet.Destination is not null)
        {
            text.Append(EndpointText(packet.Source)).Append(" > ").Append(EndpointText(packet.Destination)).Append(' ');
        }

        text.Append(FlagsText(packet.Flags)).Append($" {packet.Sequence}:{packet.Sequence + (uint)packet.Length}({packet.Length})");
        if ((packet.Flags & TcpFlags.Ack) != 0)
        {
            text.Append($" ack {packet.Acknowledgement}");
        }

        if (packet.Window is { } window)
        {
            text.Append($" win {window}");
        }

        if (packet.Urgent is { } urgent)
        {
            text.Append($" urg {urgent}");
        }

        if (packet.Options is null)
        {
            text.Append(" <...>");
        }
        else if (packet.Options.Count > 0)
        {
            text.Append(" <").AppendJoin(", ", packet.Options.Select(OptionText)).Append('>');
        }

        return text.ToString();
    }

    public static string FlagsText(TcpFlags flags)
    {
        var text = new StringBuilder();
        foreach (var (flag, letter) in Letters)
        {
            if ((flags & flag) != 0)
            {
                text.Append(letter);
            }
        }

        return text.Length == 0 ? "-" : text.ToString();
    }

    private static readonly (TcpFlags Flag, char Letter)[] Letters =
    [
        (TcpFlags.Fin, 'F'),
        (TcpFlags.Syn, 'S'),
        (TcpFlags.Rst, 'R'),
        (TcpFlags.Psh, 'P'),
        (TcpFlags.Urg, 'U'),
        (TcpFlags.Ece, 'E'),
        (TcpFlags.Cwr, 'W'),
        (TcpFlags.Ack, '.'),
    ];

    public static string OptionText(TcpOptionSpec option) => option switch
    {
        NopOption => "nop",
        EolOption => "eol",
        MssOption mss => $"mss {mss.Value}",
        WindowScaleOption scale => $"wscale {scale.Shift}",
        SackPermittedOption => "sackOK",
        SackOption sack => "sack " + string.Join(' ', sack.Blocks.Select(block => $"{block.Left}:{block.Right}")),
        TimestampsOption times => $"TS val {times.Value} ecr {times.Echo}",
        FastOpenOption open => $"{(open.Experimental ? "FOEXP" : "FO")}{(open.Cookie.Length > 0 ? " " + open.Cookie : "")}",
        SignatureOption signature => $"md5 {Convert.ToHexStringLower(signature.Digest)}",
        ForeignOption foreign => foreign.What,
        MpCapableOption capable => CapableText(capable),
        JoinSynOption join => $"mp_join_syn{BackupText(join.Backup)}{IdText(join.AddressId)} {TokenText(join.Token)}",
        JoinSynAckOption join => $"mp_join_syn_ack{BackupText(join.Backup ?? false)}{IdText(join.AddressId)} sender_hmac={DerivedText(join.Hmac)}",
        JoinAckOption join => $"mp_join_ack sender_hmac={DerivedText(join.Hmac)}",
        DssOption dss => DssText(dss),
        AddAddressOption address => AddAddressText(address),
        RemoveAddressOption remove => $"remove_address address_id=[{string.Join(", ", remove.AddressIds)}]",
        MpPrioOption priority => $"mp_prio{BackupText(priority.Backup)}{IdText(priority.AddressId)}",
        MpFailOption fail => "mp_fail dsn8" + NumberText(fail.Dsn),
        MpFastcloseOption close => "mp_fastclose" + (close.Key is { } key ? " " + KeyText(key) : ""),
        MpResetOption reset => $"mp_reset {reset.Reason}" + (reset.Transient ? " flags[flag_t]" : ""),
        _ => option.ToString(),
    };

    private static string IpText(IpFields ip)
    {
        List<string> parts = [];
        if (ip.Ecn != EcnField.Unchecked)
        {
            parts.Add(ip.Ecn switch { EcnField.NotCapable => "noecn", EcnField.Congested => "ce", EcnField.Ect0 => "ect0", EcnField.Ect1 => "ect1", _ => "ect01" });
        }

        if (ip.TypeOfService is { } service)
        {
            parts.Add($"tos 0x{service:x2}");
        }

        if (ip.TimeToLive is { } ttl)
        {
            parts.Add($"ttl {ttl}");
        }

        if (ip.FlowLabel is { } label)
        {
            parts.Add($"flowlabel 0x{label:x}");
        }

        return string.Join(", ", parts);
    }

    private static string EndpointText(EndpointSpec? end) => end switch
    {
        null => "",
        { Variable: { } name } => $"addr[{name}]",
        { Address: { } address } => $"{address}:{end.Port}",
        _ => $"{end.Port}",
    };

    private static string CapableText(MpCapableOption capable)
    {
        var flags = capable.Flags == 0 ? "no_flags" : string.Join(',', Enumerable.Range(0, 8).Where(bit => (capable.Flags & (0x80 >> bit)) != 0).Select(bit => $"flag_{(char)('a' + bit)}"));
        var keys = capable.Keys.Count == 0 ? "nokey" : $"key[{string.Join(", ", capable.Keys.Select(KeyText))}]";
        return $"mpcapable v{capable.Version} flags[{flags}] {keys}" + (capable.DataLength is { } length ? $" mpcdatalen {length}" : "");
    }

    private static string KeyText(KeySpec key) => key.Variable is null ? $"{key.Value}" : key.Value is null ? key.Variable : $"{key.Variable}={key.Value}";

    private static string BackupText(bool backup) => backup ? " backup=1" : "";

    private static string IdText(byte? id) => id is null ? "" : $" address_id={id}";

    private static string TokenText(DerivedValue token) => token.Kind == DerivedKind.OfKeys ? $"token=sha256_32({token.First})" : $"token={DerivedText(token)}";

    private static string DerivedText(DerivedValue value) => value.Kind switch
    {
        DerivedKind.Literal => $"{value.Value}",
        DerivedKind.OfKeys => $"hmac({value.First} {value.Second})",
        _ => "auto",
    };

    private static string NumberText(DataNumber number) =>
        number.Key is { } key ? $"=trunc_r64_hmac({key})+{number.Value}"
        : number.KeyValue is { } value ? $"=trunc_r64_hmac_sha256({value})+{number.Value}"
        : number.Value is { } literal ? $"={literal}" : "";

    private static string DssText(DssOption dss)
    {
        var text = new StringBuilder("dss");
        if (dss.DataAck is { } ack)
        {
            text.Append($" dack{ack.Octets}{NumberText(ack)}");
        }

        if (dss.Dsn is { } dsn)
        {
            text.Append($" dsn{dsn.Octets}{NumberText(dsn)} ssn={dss.SubflowSequence} dll={dss.DataLength}");
        }

        text.Append(dss.Checksum switch { ChecksumSpec.None => " nocs", ChecksumSpec.Literal => $" cksum={dss.ChecksumValue}", _ => "" });
        return text.Append(dss.DataFin ? " fin" : "").ToString();
    }

    private static string AddAddressText(AddAddressOption option)
    {
        var address = option.Address is { } known ? $"=inet_addr(\"{known}\")" : "";
        return $"add_address{IdText(option.AddressId)} addr[{option.Variable}{address}]" + (option.Port is { } port ? $" port={port}" : "")
            + (option.Echo ? " addr_echo" : $" hmac={DerivedText(option.Hmac)}");
    }
}
