namespace Mpsim.Models.Probes;

/// <summary>
/// Learns of every byte that a device on the way writes in place of another, so that whoever checks the data can tell what the device
/// did from what the simulator did wrong.
/// </summary>
public abstract class AlterationSink
{
    /// <summary>A sink for networks in which nobody checks.</summary>
    public static readonly AlterationSink None = new Nobody();

    /// <summary>Gives a device a stream of bytes of its own.</summary>
    /// <param name="by">The device.</param>
    /// <returns>Number of the stream.</returns>
    public abstract int OpenStream(string by);

    /// <summary>A run of bytes was replaced.</summary>
    /// <param name="alteration">What by what.</param>
    public abstract void Record(in Alteration alteration);

    private sealed class Nobody : AlterationSink
    {
        public override int OpenStream(string by) => int.MaxValue;

        public override void Record(in Alteration alteration)
        {
        }
    }
}

/// <summary>A run of bytes that a device on the way has replaced by bytes of its own.</summary>
/// <param name="Stream">The stream in which the bytes were.</param>
/// <param name="Offset">Position of the first of them.</param>
/// <param name="Removed">How many were taken out.</param>
/// <param name="OwnStream">The device's stream.</param>
/// <param name="OwnOffset">Position of the first byte put in, within the device's stream.</param>
/// <param name="Inserted">How many were put in.</param>
public readonly record struct Alteration(int Stream, long Offset, int Removed, int OwnStream, long OwnOffset, int Inserted);
