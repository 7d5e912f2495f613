namespace Mpsim.Models.Hosts;

/// <summary>Has a say in when a host opens the further subflows that its path managers ask for, as a host does that first asks the network whether it may.</summary>
public abstract class JoinGate
{
    /// <summary>Whether a subflow is held back; the gate then opens it later by <see cref="WantedJoin.Open"/>, or never.</summary>
    /// <param name="join">What a path manager asks for.</param>
    public abstract bool Holds(WantedJoin join);

    /// <summary>A connection of the host has lost a subflow, perhaps its last, in whose place one that was held back may come.</summary>
    public virtual void OnSubflowGone()
    {
    }
}
