using System.ComponentModel;
using System.Diagnostics;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>The dissector of the Wireshark project, where it is installed.</summary>
internal static class Tshark
{
    public static bool IsInstalled { get; } = Find();

    /// <summary>Reads a capture, all checksums verified and numbers absolute, and prints fields of each packet.</summary>
    /// <returns>A row per packet; a field that a packet has several times is joined by commas.</returns>
    public static string[][] Fields(string file, params string[] fields)
    {
        string[] preferences = ["tcp.check_checksum:TRUE", "ip.check_checksum:TRUE", "tcp.relative_sequence_numbers:FALSE", "mptcp.relative_sequence_numbers:FALSE", "mptcp.analyze_mappings:TRUE"];
        string[] arguments = ["-r", file, "-T", "fields", .. preferences.SelectMany(each => new[] { "-o", each }), .. fields.SelectMany(each => new[] { "-e", each })];
        return [.. Run(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }

    private static string Run(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    private static bool Find()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("tshark", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
