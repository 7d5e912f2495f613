namespace Mpsim.Sim.Tests;

/// <summary>
/// A disk that is full, for one file: the device that Linux has for this. A file is locked while it is written, and the device is one for all, so classes
/// that use it are of one collection.
/// </summary>
internal static class FullDisk
{
    private const string Device = "/dev/full";

    /// <summary>Lets whatever is written under this name meet a full disk; skips the test where the system has no such device.</summary>
    public static void Under(string path)
    {
        Assert.SkipUnless(File.Exists(Device), $"there is no {Device}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, Device);
    }
}
