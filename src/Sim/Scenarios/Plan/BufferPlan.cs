using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A socket buffer: of fixed size, or tuned by the connection up to <see cref="Size"/>.</summary>
public sealed record BufferPlan(bool AutoTuned, ByteCount Size);
