using System.Runtime.CompilerServices;

namespace Mpsim.Models.Tcp;

/// <summary>A receive buffer whose window follows from the memory that packets take, where a host asks for that account.</summary>
internal sealed class AccountedReceiveBuffer(ReceiveBuffer buffer, ReceiveMemory memory) : StrongBox<ReceiveBuffer>(buffer)
{
    public ReceiveMemory Memory { get; } = memory;
}
