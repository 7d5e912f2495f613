using Mpsim.Models.Probes;
using Mpsim.Models.Proxy.Provision;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy.Provision;

/// <summary>Requirement (g) of draft-deng-mptcp-proxy-01: what is asked for is granted, granted in part, or refused.</summary>
public class ProvisionDeskTests
{
    private static readonly ReservationKey Phone = new(ProvisionLevel.Subscriber, "phone");

    private static readonly ReservationKey Tablet = new(ProvisionLevel.Subscriber, "tablet");

    private static readonly Endpoint Ue = new(IpAddress.Of(10, 1, 0, 1), 40_000);

    private static readonly Endpoint Server = new(IpAddress.Of(10, 9, 0, 1), 5001);

    private static readonly ReservationKey Session = new(ProvisionLevel.Session, "phone", Ue, Server);

    [Theory]
    [InlineData(null, null, ProvisionOutcome.Granted, 4, 3)]
    [InlineData(9, 9, ProvisionOutcome.Granted, 4, 3)]
    [InlineData(2, null, ProvisionOutcome.PartlyGranted, 2, 3)]
    [InlineData(null, 2, ProvisionOutcome.PartlyGranted, 4, 2)]
    [InlineData(0, null, ProvisionOutcome.Refused, 0, 0)]
    public void Offer_bounds_what_is_granted(int? sessions, int? subflows, ProvisionOutcome outcome, int granted, int each)
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "all", Most = new Resources(sessions, subflows) }] });

        var answer = Ask(desk, 1, Phone, new Resources(4, 3), 0);

        Assert.Equal((outcome, new Resources(granted, each)), (answer.Outcome, answer.Granted));
        Assert.Equal(outcome == ProvisionOutcome.Refused ? null : granted, desk.SessionsOf(Ue.Address));
    }

    [Fact]
    public void What_others_have_is_not_granted_again_until_it_is_given_back()
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "all" }], Capacity = new Resources(null, 14) });

        Assert.Equal(ProvisionOutcome.Granted, Ask(desk, 1, Phone, new Resources(3, 3), 0).Outcome);
        Assert.Equal((ProvisionOutcome.PartlyGranted, new Resources(2, 2)), Grant(Ask(desk, 1, Tablet, new Resources(2, 3), 1)));
        Assert.Equal((9 + 4, 13), (desk.Reserved.Subflows, desk.SubflowsPeak));

        Assert.Null(desk.Receive(new ProvisionRequest(2, Phone, null), null, Instant.FromSeconds(2)));

        // The same request, to refresh it: it is answered anew, and counts once.
        Assert.Equal((ProvisionOutcome.Granted, new Resources(2, 3)), Grant(Ask(desk, 1, Tablet, new Resources(2, 3), 3)));
        Assert.Equal(new ProvisionCounts(1, 1, 0), desk.Of(ProvisionLevel.Subscriber));
    }

    [Fact]
    public void All_or_nothing_refuses_what_would_be_granted_in_part()
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "all", Most = new Resources(null, 2) }], GrantsParts = false });

        Assert.Equal(ProvisionOutcome.Refused, Ask(desk, 1, Phone, new Resources(4, 3), 0).Outcome);
        Assert.Equal((0, 0), desk.Reserved);
    }

    [Fact]
    public void What_nobody_refreshes_ends()
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "all" }], Lifetime = Duration.FromSeconds(10), Unreserved = new Resources(1, 1) });
        Ask(desk, 1, Phone, new Resources(4, 3), 0);
        Ask(desk, 1, Phone, new Resources(4, 3), 6);
        Ask(desk, 1, Tablet, new Resources(1, 1), 15);
        Assert.Equal((4, 0L), (desk.SessionsOf(Ue.Address), desk.Expired));

        Ask(desk, 1, Tablet, new Resources(1, 1), 16);
        Assert.Equal((1, 1L), (desk.SessionsOf(Ue.Address), desk.Expired));
    }

    [Fact]
    public void Session_has_what_is_reserved_for_it_before_what_its_subscriber_has()
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "all" }] });
        Assert.Equal((true, false), (Grants(desk, 0), Grants(desk, 1)));

        Ask(desk, 1, Phone, new Resources(4, 2), 0);
        Assert.Equal((true, false), (Grants(desk, 1), Grants(desk, 2)));

        Ask(desk, 2, Session, new Resources(null, 3), 1);
        Assert.Equal((true, false), (Grants(desk, 2), Grants(desk, 3)));

        desk.OnSessionEnded(Ue, Server, Instant.FromSeconds(2));
        Assert.False(Grants(desk, 2));
        Assert.Equal(1, desk.Standing);
    }

    [Fact]
    public void Subflow_is_granted_by_its_access_whatever_the_session_has()
    {
        var desk = Desk(new ProvisionSettings { Offers = [new ProvisionOffer { Name = "dsl", Level = ProvisionLevel.Subflow, Accesses = ["dsl"] }] });
        var other = IpAddress.Of(10, 2, 0, 1);
        var (dsl, lte) = (new ReservationKey(ProvisionLevel.Subflow, "phone", Ue, Server, Ue.Address), new ReservationKey(ProvisionLevel.Subflow, "phone", Ue, Server, other));

        Assert.Equal(ProvisionOutcome.Granted, desk.Receive(new ProvisionRequest(1, dsl, Resources.OneSubflow), "dsl", Instant.Zero)!.Value.Outcome);
        Assert.Equal(ProvisionOutcome.Refused, desk.Receive(new ProvisionRequest(2, lte, Resources.OneSubflow), "lte", Instant.Zero)!.Value.Outcome);
        Assert.Equal((true, false), (desk.GrantsSubflow(Ue, Server, Ue.Address, 7), desk.GrantsSubflow(Ue, Server, other, 7)));
    }

    [Fact]
    public void First_offer_that_is_about_a_request_holds_and_what_none_is_about_is_refused()
    {
        var desk = Desk(new ProvisionSettings
        {
            Offers =
            [
                new ProvisionOffer { Name = "tablets", Subscribers = ["tablet"] },
                new ProvisionOffer { Name = "calls", Ports = [(5001, 5001)], Most = new Resources(null, 2) },
            ],
        });

        Assert.Equal(ProvisionOutcome.Granted, Ask(desk, 1, Tablet, new Resources(9, 9), 0).Outcome);
        Assert.Equal(ProvisionOutcome.Refused, Ask(desk, 1, Phone, new Resources(1, 1), 0).Outcome);
        Assert.Equal(ProvisionOutcome.PartlyGranted, Ask(desk, 2, Session, new Resources(null, 3), 0).Outcome);
        Assert.Equal(ProvisionOutcome.Refused, Ask(desk, 3, Session with { Server = new Endpoint(Server.Address, 5002) }, new Resources(null, 3), 0).Outcome);
    }

    private static bool Grants(ProvisionDesk desk, int subflows) => desk.GrantsSubflow(Ue, Server, IpAddress.Of(10, 2, 0, 1), subflows);

    private static (ProvisionOutcome Outcome, Resources Granted) Grant(in ProvisionAnswer answer) => (answer.Outcome, answer.Granted);

    private static ProvisionAnswer Ask(ProvisionDesk desk, long number, ReservationKey key, Resources asked, double seconds) =>
        desk.Receive(new ProvisionRequest(number, key, asked), null, Instant.FromSeconds(seconds))!.Value;

    private static ProvisionDesk Desk(ProvisionSettings settings)
    {
        var desk = new ProvisionDesk("proxy", settings, EventSink.None);
        desk.AddSubscriber("phone", [Ue.Address, IpAddress.Of(10, 2, 0, 1)]);
        desk.AddSubscriber("tablet", [IpAddress.Of(10, 3, 0, 1)]);
        return desk;
    }
}
