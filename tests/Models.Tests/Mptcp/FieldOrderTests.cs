using System.Reflection;
using System.Reflection.Emit;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>What segments touch lies where it is fetched ahead of them: the runtime's order of fields, which a new field shifts, and the constants beside them agree.</summary>
public sealed class FieldOrderTests
{
    private delegate long Offset(object target);

    [Theory]
    [InlineData("_settings", 0, TcpConnection.EndOfReferences)]
    [InlineData("_records", 0, TcpConnection.EndOfReferences)]
    [InlineData("_timerDeadline", TcpConnection.Deadlines, TcpConnection.EndOfReceived)]
    [InlineData("_receiverRoundTrip", TcpConnection.Deadlines, TcpConnection.EndOfReceived)]
    [InlineData("_rcvNxt", TcpConnection.Deadlines, TcpConnection.EndOfReceived)]
    [InlineData("_lostUnsent", TcpConnection.Deadlines, TcpConnection.EndOfReceived)]
    [InlineData("_state", TcpConnection.Flags, TcpConnection.EndOfFlags)]
    [InlineData("_ackNow", TcpConnection.Flags, TcpConnection.EndOfFlags)]
    [InlineData("_sackBlocks", TcpConnection.Flags, TcpConnection.EndOfFlags)]
    [InlineData("_sendQueue", TcpConnection.Flags, TcpConnection.EndOfFlags)]
    [InlineData("_recovery", TcpConnection.Flags, TcpConnection.EndOfFlags)]
    [InlineData("_sackSeen", TcpConnection.EndOfFlags, TcpConnection.Octets)]
    public void What_data_touch_of_a_tcp_connection_is_fetched(string field, int from, int until) => Assert.InRange(OffsetOf(typeof(TcpConnection), field), from, until - 1);

    [Theory]
    [InlineData("_settings", MptcpConnection.SettingsOctet, MptcpConnection.EndOfSequences)]
    [InlineData("_touched", MptcpConnection.SettingsOctet, MptcpConnection.EndOfSequences)]
    [InlineData("_rcvNxt", MptcpConnection.SettingsOctet, MptcpConnection.EndOfSequences)]
    [InlineData("_peerFinPosition", MptcpConnection.SettingsOctet, MptcpConnection.EndOfSequences)]
    [InlineData("_opened", MptcpConnection.OpenedOctet, MptcpConnection.ReassemblyOctet)]
    [InlineData("_windows", MptcpConnection.OpenedOctet, MptcpConnection.ReassemblyOctet)]
    [InlineData("_events", MptcpConnection.OpenedOctet, MptcpConnection.ReassemblyOctet)]
    [InlineData("_deadlines", MptcpConnection.OpenedOctet, MptcpConnection.ReassemblyOctet)]
    [InlineData("_reassembly", MptcpConnection.ReassemblyOctet, MptcpConnection.Octets)]
    [InlineData("_receiveBuffer", MptcpConnection.ReassemblyOctet, MptcpConnection.Octets)]
    public void What_data_touch_of_an_mptcp_connection_is_fetched(string field, int from, int until) => Assert.InRange(OffsetOf(typeof(MptcpConnection), field), from, until - 1);

    /// <summary>Octets before a field, counted from the first one.</summary>
    private static long OffsetOf(Type type, string name)
    {
        var field = type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
        var method = new DynamicMethod("Offset", typeof(long), [typeof(object)], type, true);
        var code = method.GetILGenerator();
        var pinned = code.DeclareLocal(typeof(object), true);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Stloc, pinned);
        code.Emit(OpCodes.Ldloc, pinned);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Ldloc, pinned);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Ret);
        var offset = method.CreateDelegate<Offset>();
        return offset(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)) - nint.Size;
    }
}
