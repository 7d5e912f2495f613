using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy.Reports;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy.Reports;

/// <summary>What a proxy knows of accesses is what has been reported, when that has arrived.</summary>
public class AccessReportsTests
{
    private static readonly IpAddress Address = IpAddress.Of(10, 1, 0, 1);

    private readonly Scheduler _scheduler = new();

    [Fact]
    public void Type_is_known_when_its_report_has_arrived()
    {
        var reports = Make(new AccessReportSettings { Delay = Duration.FromMilliseconds(200), Repeat = Duration.FromSeconds(10), Order = ["wlan", "lte"] });
        var access = Assert.Single(reports.Accesses);

        Assert.Equal((null, 2), (access.Reported, reports.PlaceOf(Address)));
        Run(199);
        Assert.Null(access.Reported);
        Run(200);
        Assert.Equal(("wlan", 0), (access.Reported, reports.PlaceOf(Address)));

        Run(500);
        reports.Change("access", "lte");
        Run(699);
        Assert.Equal(("wlan", true), (access.Reported, access.IsMisjudged));
        Run(700);
        Assert.Equal(("lte", false, 1), (access.Reported, access.IsMisjudged, reports.PlaceOf(Address)));
    }

    [Fact]
    public void Lost_report_is_made_good_by_the_next_round_only()
    {
        var reports = Make(new AccessReportSettings { Loss = new Probability(1), Repeat = Duration.FromSeconds(1) });
        Run(3_500);

        Assert.Equal((4, 4), (reports.Sent, reports.Lost));
        Assert.Null(reports.Accesses[0].Reported);
    }

    [Fact]
    public void Wrong_report_names_another_type_that_there_is()
    {
        var reports = Make(new AccessReportSettings { Error = new Probability(1), Types = ["wlan", "lte", "dsl"], Repeat = Duration.FromSeconds(1) });
        Run(500);

        Assert.Equal(1, reports.Wrong);
        Assert.Contains(reports.Accesses[0].Reported, new[] { "lte", "dsl" });
        Assert.True(reports.Accesses[0].IsMisjudged);
    }

    [Fact]
    public void Ue_without_a_link_that_works_reports_nothing()
    {
        var reports = Make(new AccessReportSettings { FromUe = true, Repeat = Duration.FromSeconds(1) });
        Run(500);

        Assert.Equal(reports.Sent, reports.Lost);
    }

    [Fact]
    public void Accesses_of_a_network_are_known_by_their_prefix()
    {
        var reports = Make(new AccessReportSettings { Order = ["dsl"], Delay = Duration.FromSeconds(5) });
        reports.AddNetwork("homes", "dsl", IpAddress.Of(100, 64, 0, 0), 15);

        Assert.Equal((0, 1), (reports.PlaceOf(IpAddress.Of(100, 64, 3, 9)), reports.PlaceOf(IpAddress.Of(100, 66, 3, 9))));
    }

    private AccessReports Make(AccessReportSettings settings)
    {
        var reports = new AccessReports(_scheduler, "proxy", settings, new RandomStream(1, 1, "reports"), EventSink.None);
        reports.Add("access", "phone", "wlan", [Address]);
        reports.Start();
        return reports;
    }

    private void Run(int milliseconds) => _scheduler.Run(Instant.Zero + Duration.FromMilliseconds(milliseconds));
}
