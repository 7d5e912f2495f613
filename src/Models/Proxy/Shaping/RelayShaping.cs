namespace Mpsim.Models.Proxy.Shaping;

/// <summary>What limits the rate of one direction of a session.</summary>
/// <param name="OfSession">Its own, or null.</param>
/// <param name="OfUe">What it shares with the other sessions of its UE, or null.</param>
internal sealed record RelayShaping(Shaper? OfSession, Shaper? OfUe);
