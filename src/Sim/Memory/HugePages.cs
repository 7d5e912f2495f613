using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Mpsim.Memory;

/// <summary>
/// Asks Linux to gather the managed heap into huge pages. The state of a thousand connections lies on more pages of 4 KiB than a
/// processor remembers the addresses of, and to look up an address anew costs as much as to fetch what lies there. Changes no
/// result; where the system has no huge pages, or is told to give none, nothing is done.
/// </summary>
/// <remarks>
/// Advice alone (MADV_HUGEPAGE) does not do: the runtime takes memory in steps of 64 KiB, and a page that has come as a small one stays one
/// until the kernel finds the time to look. So this looks by itself, seldom, from a thread of its own, and asks for the pages that are there.
/// </remarks>
public sealed class HugePages : IDisposable
{
    /// <summary>MADV_COLLAPSE of Linux 6.1; an older kernel refuses it.</summary>
    private const int Collapse = 25;

    /// <summary>Where huge pages are larger, as with base pages of 64 KiB, the heap would grow by what is not used of them.</summary>
    private const long LargestPage = 2 << 20;

    private const string Settings = "/sys/kernel/mm/transparent_hugepage";
    private const string Mappings = "/proc/self/maps";

    /// <summary>Between two looks, at first and in the end: a heap grows fast at first, if at all.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread? _thread;

    private HugePages(bool areThere)
    {
        if (areThere)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "huge pages" };
            _thread.Start();
        }
    }

    /// <summary>Gathers the heap from time to time until disposed of.</summary>
    public static HugePages Gather() => new(AreThere(Settings));

    /// <summary>The system is Linux, and its settings do not forbid huge pages.</summary>
    /// <param name="settings">The folder of the kernel's settings.</param>
    internal static bool AreThere(string settings)
    {
        try
        {
            return OperatingSystem.IsLinux()
                && !File.ReadAllText(Path.Combine(settings, "enabled")).Contains("[never]", StringComparison.Ordinal)
                && long.Parse(File.ReadAllText(Path.Combine(settings, "hpage_pmd_size")), CultureInfo.InvariantCulture) <= LargestPage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The parts that may be written of the run of anonymous mappings, one beginning where another ends, in which an address lies.</summary>
    /// <param name="mappings">Lines of /proc/PID/maps, in the order of addresses.</param>
    /// <param name="address">An address of the heap.</param>
    internal static List<(long Start, long Length)> WritableAround(IEnumerable<string> mappings, long address)
    {
        var parts = new List<(long Start, long Length)>();
        long last = 0;
        var holds = false;
        foreach (var line in mappings)
        {
            // 7f0c27c00000-7f0c287d1000 rw-p 00000000 00:00 0, and a name where there is one.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var bounds = fields[0].Split('-');
            var start = long.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = long.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (start != last || fields.Length > 5)
            {
                if (holds)
                {
                    break;
                }

                parts.Clear();
            }

            last = fields.Length > 5 ? 0 : end;
            holds |= start <= address && address < end;
            if (fields.Length == 5 && fields[1] == "rw-p")
            {
                parts.Add((start, end - start));
            }
        }

        return holds ? parts : [];
    }

    public void Dispose()
    {
        _ended.Set();
        _thread?.Join();
        _ended.Dispose();
    }

    private void Run()
    {
        try
        {
            for (var wait = ShortestWait; !_ended.Wait(wait); wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
            {
                GatherHeap();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Without a way to ask, everything goes on as it is.
        }
    }

    private static void GatherHeap()
    {
        // Any object tells where the heap is; a collection that moves it leaves it there.
        var inside = new object();
        foreach (var (start, length) in WritableAround(File.ReadLines(Mappings), Unsafe.As<object, nint>(ref inside)))
        {
            if (length >= LargestPage)
            {
                // What is refused, and what the runtime gives back meanwhile, stays as it is.
                _ = Advise((nint)start, (nint)length, Collapse);
            }
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint start, nint length, int advice);
}
