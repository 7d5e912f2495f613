namespace Mpsim.Scenarios.Plan;

/// <summary>Kinds of attacks.</summary>
public enum AttackKind
{
    /// <summary>SYNs that nobody completes.</summary>
    SynFlood,

    /// <summary>The same with MP_CAPABLE.</summary>
    CapableFlood,

    /// <summary>Joins with tokens that are guessed.</summary>
    TokenGuess,

    /// <summary>Joins with a token that was seen and a proof that is made up.</summary>
    BadHmac,

    /// <summary>Joins that were seen, again.</summary>
    Replay,

    /// <summary>ADD_ADDR in the server's name.</summary>
    ForgedAddress,

    /// <summary>RSTs in the UE's name, with sequence numbers that are guessed.</summary>
    BlindReset,
}
