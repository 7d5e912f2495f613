using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a loss model; the letters are those of netem's <c>gemodel</c>.</summary>
internal sealed class LossKeys
{
    public readonly Key<string> Model = new("model", new ChoiceForm<string>("loss model", [("gilbert-elliott", "gilbert-elliott"), ("bernoulli", "bernoulli")]),
        "`bernoulli`: independent losses with probability `p`; `gilbert-elliott`: a good and a bad state, with a step per packet.");

    public readonly Key<Probability> P = new("p", Forms.Percent,
        "Gilbert-Elliott: the probability of going from good to bad. Bernoulli: the probability of loss.");

    public readonly Key<Probability> R = new("r", Forms.Percent, "The probability of going from bad to good.")
    { Absent = "required for Gilbert-Elliott" };

    public readonly Key<Probability> LossGood = new("loss_good", Forms.Percent, "The probability of loss in the good state.")
    { Default = "0 %" };

    public readonly Key<Probability> LossBad = new("loss_bad", Forms.Percent, "The probability of loss in the bad state.")
    { Default = "100 %" };

    public LossKeys() => Group = new KeyGroup("links.<name>.loss", [Model, P, R, LossGood, LossBad]);

    public KeyGroup Group { get; }
}
