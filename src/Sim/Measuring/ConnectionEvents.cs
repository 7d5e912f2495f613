using Mpsim.Models.Apps;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>What the log of events says of the connections of a flow, told from their records when the run is over.</summary>
internal static class ConnectionEvents
{
    public static IEnumerable<LoggedEvent> Of(FlowRecord flow)
    {
        foreach (var connection in flow.Connections)
        {
            var entity = $"{EntityNames.Flow(flow.Name)}/{connection.Index}";
            yield return new LoggedEvent(connection.OpenedAt, entity, "connection-opened", "");
            if (connection.HandshakeTime is { } handshake)
            {
                yield return new LoggedEvent(connection.EstablishedAt, entity, "connection-established", $"after {handshake}");
            }

            if (connection.Alterations is { } alterations && alterations.ReadAt != Instant.Never)
            {
                yield return new LoggedEvent(alterations.ReadAt, entity, alterations.IsSpoiled ? "spoiled-by-gateway" : "altered-by-gateway",
                    alterations.IsSpoiled ? $"{alterations.By}: bytes out of place" : $"{alterations.By}: {alterations.Altered} B of its own");
            }

            if (connection.CompletionTime is { } completion)
            {
                yield return new LoggedEvent(connection.LastByteAt, entity, "transfer-complete", $"{connection.Bytes} B after {completion}");
            }
            else if (connection.AbortedAt != Instant.Never)
            {
                yield return new LoggedEvent(connection.AbortedAt, entity, "connection-aborted", $"{connection.Abortion}, {connection.Bytes} B");
            }
        }
    }
}
