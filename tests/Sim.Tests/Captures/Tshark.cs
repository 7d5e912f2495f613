using System.ComponentModel;
using System.Diagnostics;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>The dissector of the Wireshark project, where it is installed.</summary>
internal static class Tshark
{
    /// <summary>Between the values of a field that a packet has several times. No text that is asked for has it.</summary>
    public const char Between = '|';

    /// <summary>The ports of flows may be those of other protocols, which the payload is not.</summary>
    private const string Payload = "tcp.port==5001-5099,data";

    private static readonly string[] Preferences =
    [
        "tcp.check_checksum:TRUE", "ip.check_checksum:TRUE", "tcp.relative_sequence_numbers:FALSE", "mptcp.relative_sequence_numbers:FALSE",
        "mptcp.analyze_mappings:TRUE",
    ];

    private static readonly bool IsInstalled = Find();

    /// <summary>Skips the test that calls this where there is no tshark.</summary>
    public static void IsNeeded() => Assert.SkipUnless(IsInstalled, "tshark is not installed here, so there is nothing to compare captures with; .ci/run installs it");

    /// <summary>Reads a capture, all checksums verified and numbers absolute, and prints fields of each packet.</summary>
    /// <returns>A row per packet; values of a field that a packet has several times are joined by <see cref="Between"/>.</returns>
    public static string[][] Fields(string file, params string[] fields)
    {
        string[] arguments =
        [
            "-n", "-r", file, "-d", Payload, "-T", "fields", "-E", $"aggregator={Between}", .. Preferences.SelectMany(each => new[] { "-o", each }), .. fields.SelectMany(each => new[] { "-e", each }),
        ];
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var rows = new List<string[]>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            rows.Add(line.Split('\t'));
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return [.. rows];
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static bool Find()
    {
        try
        {
            using var process = Start(["--version"]);
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
