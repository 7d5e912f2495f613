using Mpsim.Charts;

namespace Mpsim.Sim.Tests.Charts;

public sealed class TextFitTests
{
    [Theory]
    [InlineData("short", 400)]
    [InlineData("one that is too long for the room that it has", 120)]
    [InlineData("without-any-space-that-would-let-it-be-broken", 60)]
    public void Shortened_line_fits_and_keeps_its_beginning(string text, float room)
    {
        string line = TextFit.Shorten(text, 12, bold: false, room);

        Assert.True(TextFit.Width(line, 12) <= room);
        Assert.Equal(text == line, !line.EndsWith('…'));
        Assert.StartsWith(line.TrimEnd('…'), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_broken_between_words_and_its_last_line_is_shortened()
    {
        const string Text = "no network proxy behind the gateway and none in the data centre either";
        float room = TextFit.Width("no network proxy behind", 14, bold: true) + 1;

        IReadOnlyList<string> all = TextFit.Wrap(Text, 14, bold: true, room, most: 9), two = TextFit.Wrap(Text, 14, bold: true, room, most: 2);

        Assert.Equal(Text, string.Join(' ', all));
        Assert.Equal("no network proxy behind", all[0]);
        Assert.Equal(2, two.Count);
        Assert.EndsWith("…", two[1], StringComparison.Ordinal);
        Assert.All(all.Concat(two), line => Assert.True(TextFit.Width(line, 14, bold: true) <= room));
    }

    [Fact]
    public void Figure_and_its_unit_stay_on_one_line()
    {
        float room = TextFit.Width("perfect pooling: 37.52", 14, bold: true) + 1;

        Assert.Equal(["perfect pooling:", "37.52 Mbit/s"], TextFit.Wrap($"perfect pooling: 37.52{TextFit.Joint}Mbit/s", 14, bold: true, room, most: 3));
    }
}
