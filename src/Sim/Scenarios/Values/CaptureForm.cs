using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Values;

/// <summary>Whether to capture, or how much payload to keep: <c>true</c>, <c>false</c> or a size.</summary>
internal sealed class CaptureForm : ValueForm<CaptureExtent>
{
    private static readonly SizeForm Payload = new(new ByteCount(0), new ByteCount(ushort.MaxValue));
    private static readonly SwitchForm Switch = new();

    public override string Expected => "true, false, or the payload to keep of each packet such as 0 B";

    public override bool TryRead(string text, out CaptureExtent value, out Misreading problem)
    {
        if (Switch.TryRead(text, out var on, out var misread))
        {
            value = on ? CaptureExtent.Everything : CaptureExtent.Nothing;
            problem = default;
            return true;
        }

        // A text with a digit was meant as a size, any other as a switch.
        var read = Payload.TryRead(text, out var kept, out problem);
        value = new CaptureExtent(kept.Bytes);
        if (!read && !text.Any(char.IsAsciiDigit))
        {
            problem = misread;
        }

        return read;
    }

    public override string Write(CaptureExtent value) =>
        !value.IsOn ? "false" : value == CaptureExtent.Everything ? "true" : Payload.Write(new ByteCount(value.PayloadLimit));
}
