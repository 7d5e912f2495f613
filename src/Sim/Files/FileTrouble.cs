using System.Security;

namespace Mpsim.Files;

/// <summary>What a system says of files, in words for people. The texts of the run-time library differ by system and name its own methods.</summary>
public static class FileTrouble
{
    private const string PathThroughFile = "a part of its path is a file";

    /// <summary>Marks the codes of Windows, of which the lower 16 bits are the number of the error.</summary>
    private const int WindowsMark = unchecked((int)0x80070000);

    /// <summary>Whether the system is the cause, and not the program.</summary>
    public static bool IsOfSystem(Exception e) =>
        e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException or UnwritableException;

    /// <summary>The cause as a clause, such as <c>the disk is full</c>.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="path">What was to be read or written.</param>
    public static string Of(Exception e, string path) => e switch
    {
        UnwritableException unwritable => unwritable.Trouble,
        FileTooLargeException tooLarge => tooLarge.Trouble,
        NothingToReadException => NothingToReadException.Cause,
        _ when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException or SecurityException => "permission is denied",
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => HasFileAbove(path) ? PathThroughFile : "there is no such folder",
        PathTooLongException => "the name is too long",
        ArgumentException or NotSupportedException => "the system takes no file of this name or size",
        _ => Of(e.HResult),
    };

    private static bool HasFileAbove(string path)
    {
        for (var above = Path.GetDirectoryName(path); above is { Length: > 0 }; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return true;
            }
        }

        return false;
    }

    private static string Of(int code) => (code & WindowsMark) == WindowsMark ? OfWindows(code & 0xFFFF) : OfUnix(code);

    private static string OfUnix(int error) => error switch
    {
        5 => "the device reports an error",
        11 or 26 or 35 => "another program has it open",
        17 => "there is a file of this name",
        20 => PathThroughFile,
        21 => "it is a folder",
        23 or 24 => "too many files are open",
        27 => "it is too large for the file system",
        28 => "the disk is full",
        30 => "the file system is read-only",
        32 => "nobody reads it any more",
        36 or 63 => "the name is too long",
        40 or 62 => "its links lead in a circle",
        69 or 122 => "the quota of the disk is used up",
        > 0 => $"the system refuses it (error {error})",
        _ => "the system refuses it",
    };

    private static string OfWindows(int error) => error switch
    {
        19 => "the disk is write-protected",
        32 or 33 => "another program has it open",
        39 or 112 => "the disk is full",
        80 => "there is a file of this name",
        123 => "the system takes no file of this name",
        _ => $"the system refuses it (error {error})",
    };
}
