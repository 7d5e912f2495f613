using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of an attack.</summary>
internal sealed class AttackKeys
{
    public readonly Key<AttackKind> Kind = new("kind", new ChoiceForm<AttackKind>("kind of attack",
        [
            ("syn-flood", AttackKind.SynFlood), ("capable-flood", AttackKind.CapableFlood), ("token-guess", AttackKind.TokenGuess), ("bad-hmac", AttackKind.BadHmac),
            ("replay", AttackKind.Replay), ("forged-address", AttackKind.ForgedAddress), ("blind-reset", AttackKind.BlindReset),
        ]),
        "`syn-flood`: SYNs that nobody completes; `capable-flood`: the same with MP_CAPABLE; `token-guess`: joins with tokens that are guessed; `bad-hmac`: joins with a token that was seen and a proof that is made up; `replay`: joins that were seen, again; `forged-address`: ADD_ADDR in the server's name with the attacker's address; `blind-reset`: RSTs in the UE's name with sequence numbers that are guessed.");

    public readonly Key<string> From = new("from", new NameForm("the name of an attacker"), "The node that it comes from, of kind `attacker`.");

    public readonly Key<string> Flow = new("flow", new NameForm("the name of a flow"), "The flow whose server it is aimed at, through whatever is on the way.");

    public readonly Key<Duration> Rate = new("rate", Forms.Frequency, "Packets; an answer to an answer comes besides.");

    public readonly Key<Instant> Start = new("start", Forms.Instant, "When it begins.") { Default = "0 s" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "When it ends.") { Absent = "the end of the run" };

    public readonly Key<(IpAddress Address, int Length)> Sources = new("sources", new PrefixForm(), "Floods and guesses: addresses that packets claim to come from, drawn anew for each.")
    { Absent = "the attacker's own address" };

    public readonly Key<string> Sees = new("sees", new NameForm("the name of a link"), "The link on which the attacker has seen what it needs: joins with their tokens, nonces and proofs, or how far a connection has come.")
    { Absent = "required for `bad-hmac`, `replay`, `forged-address` and `blind-reset`" };

    public AttackKeys() => Group = new KeyGroup("attacks.<name>", [Kind, From, Flow, Rate, Start, Until, Sources, Sees]);

    public KeyGroup Group { get; }
}
