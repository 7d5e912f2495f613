namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a UE asks for. A repetition and a refreshment have the number of the request that they repeat.</summary>
/// <param name="Number">Number of the request within its UE.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Asked">What is to be reserved; null to give back what is.</param>
public readonly record struct ProvisionRequest(long Number, ReservationKey Key, Resources? Asked);
