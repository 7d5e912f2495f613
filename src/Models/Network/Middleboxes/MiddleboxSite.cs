using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>What a middlebox has from the place where it stands.</summary>
/// <param name="Name">Name of the link or node, for the log of events.</param>
/// <param name="Scheduler">Scheduler of the run.</param>
/// <param name="Pool">Packets of the run.</param>
/// <param name="Events">Log of events.</param>
/// <param name="Alterations">Learns what a box does to payload.</param>
public sealed record MiddleboxSite(string Name, Scheduler Scheduler, PacketPool Pool, EventSink Events, AlterationSink Alterations);
