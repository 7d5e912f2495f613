namespace Mpsim.Models.Network.Middleboxes;

/// <summary>What a NAPT's mapping or filter depends on (RFC 4787 sections 4.1 and 5, RFC 5382 section 4.1).</summary>
public enum NaptBehaviour : byte
{
    /// <summary>The inside endpoint alone.</summary>
    EndpointIndependent,

    /// <summary>The remote address as well.</summary>
    AddressDependent,

    /// <summary>The remote address and port as well.</summary>
    AddressAndPortDependent,
}
