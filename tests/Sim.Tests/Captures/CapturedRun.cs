using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Results;
using Mpsim.Running;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A scenario that was run with every link captured, into a folder that goes with it.</summary>
internal sealed class CapturedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScenarioPlan _plan;

    public CapturedRun(ScenarioPlan plan, Duration? duration = null, CaptureExtent? extent = null)
    {
        _plan = plan with
        {
            Runs = 1,
            Variants = [.. plan.Variants.Select(variant => variant with
        {
            Duration = duration ?? variant.Duration,
            Links = [.. variant.Links.Select(link => link with { Capture = extent ?? CaptureExtent.Everything })],
        })]
        };
        var runner = new ScenarioRunner(_plan, TraceLibrary.Load(plan)) { CaptureTo = _folder.Path };
        Result = runner.Run(2, [], interruption: TestContext.Current.CancellationToken);
        Assert.Empty(runner.Failures);
    }

    public ScenarioPlan Plan => _plan;

    public ScenarioResult Result { get; }

    /// <summary>The capture of a node.</summary>
    public string FileOf(string variant, string node) =>
        Path.Combine(CaptureFolder.Of(_folder.Path, [.. _plan.Variants.Select(each => each.Name)], variant, 1), RunCapture.FileOf(node));

    public PcapngReader Read(string variant, string node) => PcapngReader.Read(File.ReadAllBytes(FileOf(variant, node)));

    /// <summary>The fields of a captured packet.</summary>
    public static Packet Decode(PcapngPacket captured)
    {
        var packet = new Packet();
        var result = PacketDecoder.DecodeCut(captured.Octets, packet);
        Assert.Equal("none", result.Reason);
        return packet;
    }

    public void Dispose() => _folder.Dispose();
}
