using System.Text.RegularExpressions;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Damages the text of a scenario as a user does who edits it: an entry is gone, or there twice, or has another name or value.</summary>
internal static partial class ScenarioDamage
{
    private static readonly string[] Values =
    [
        "", "5", "-1", "0", "1e9", "[]", "{}", "null", "~", "''", "yes", "true", "none", "auto", "10 ms", "0 s", "-3 s", "99 h", "3 Mbit/s", "0 bit/s", "9999999 Tbit/s", "20 MB/s", "50 %", "101 %",
        "400 packets", "64 KiB", "1 B", "5 Mb", "lte", "wlan", "phone", "server", "gateway", "download", "[lte, lte]", "[phone, server]", "[[]]", "{ a: b }", "{ up: 1 Mbit/s }", "{ down: 2 s, up: x }",
        "[{ at: 1 s }]", "{ model: bernoulli }", "take-over", "forward", "cpe", "hot", "convert", "10.0.0.1", "2001:db8::1", "80-70", "*none", "!x 3", "\"\\e[0m\"", "a.b.c", "2.5", "0x10",
    ];

    /// <param name="text">A scenario.</param>
    /// <param name="random">What decides.</param>
    /// <param name="told">What was done, in words.</param>
    public static string Of(string text, Random random, out string told)
    {
        var keys = Keys().Matches(text);
        var key = keys[random.Next(keys.Count)];
        var end = EndOf(text, key);
        var other = keys[random.Next(keys.Count)].Value;
        var entry = text[key.Index..end];
        var line = text.AsSpan(0, key.Index).Count('\n') + 1;
        switch (random.Next(6))
        {
            case 0:
                told = $"line {line}: '{key.Value}' removed";
                return text.Remove(key.Index, end - key.Index);
            case 1:
                told = $"line {line}: '{key.Value}' twice";
                return text.Insert(key.Index, entry + (IsInBraces(text, key.Index) ? ", " : "\n" + new string(' ', IndentOf(text, key.Index))));
            case 2:
                var at = random.Next(key.Length);
                told = $"line {line}: '{key.Value}' without its letter {at}";
                return text.Remove(key.Index + at, 1);
            case 3:
                told = $"line {line}: '{key.Value}' is called '{other}'";
                return text[..key.Index] + other + text[(key.Index + key.Length)..];
            default:
                var value = Values[random.Next(Values.Length)];
                told = $"line {line}: '{key.Value}' is '{value}'";
                return text[..(key.Index + key.Length)] + ": " + value + text[end..];
        }
    }

    /// <summary>Where the value of a key ends: before the next entry of a mapping in braces, or with the line and what is indented below it.</summary>
    private static int EndOf(string text, Match key)
    {
        var (depth, inBraces, i) = (0, IsInBraces(text, key.Index), key.Index + key.Length + 1);
        for (; i < text.Length; i++)
        {
            depth += text[i] is '{' or '[' ? 1 : text[i] is '}' or ']' ? -1 : 0;
            if (depth < 0 || (depth == 0 && (text[i] == '\n' || (inBraces && text[i] == ','))))
            {
                break;
            }
        }

        while (!inBraces && i < text.Length - 1 && text[i] == '\n' && IndentOf(text, i + 1) > IndentOf(text, key.Index))
        {
            i = text.IndexOf('\n', i + 1) is var next and > 0 ? next : text.Length;
        }

        return i;
    }

    private static bool IsInBraces(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return before.Count('{') > before.Count('}');
    }

    private static int IndentOf(string text, int at)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        return text.AsSpan(start).IndexOfAnyExcept(' ') is var indent and >= 0 ? indent : 0;
    }

    [GeneratedRegex(@"(?<=^|[\s{,\[])[A-Za-z_][\w.-]*(?=:\s)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Keys();
}
