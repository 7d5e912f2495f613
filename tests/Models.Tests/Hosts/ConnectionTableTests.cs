using CsCheck;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Hosts;

public sealed class ConnectionTableTests
{
    /// <summary>Few addresses and ports, so that pairs come again; both families, and addresses that differ in one half only.</summary>
    private static readonly Gen<Endpoint> Endpoints = Gen.Select(
        Gen.OneOf(Gen.UInt[1, 3].Select(bits => new IpAddress(bits)), Gen.Select(Gen.ULong[1, 3], Gen.ULong[1, 3]).Select((high, low) => new IpAddress(high << 48, low))),
        Gen.UShort[1, 3],
        (address, port) => new Endpoint(address, port));

    [Fact]
    public void Table_finds_what_was_added_and_not_removed_and_nothing_else()
    {
        var steps = Gen.Select(Endpoints, Endpoints, Gen.Bool).List[1, 300];
        steps.Sample(list =>
        {
            var table = new ConnectionTable();
            var expected = new Dictionary<(Endpoint, Endpoint), SocketPath>();
            foreach (var (local, remote, adds) in list)
            {
                var known = expected.GetValueOrDefault((local, remote));
                Assert.Same(known, table.Find(local, remote));
                Assert.Same(known, table.Foresee(local, remote));
                if (known is null && adds)
                {
                    var path = PathBetween(local, remote);
                    expected.Add((local, remote), path);
                    table.Add(path);
                }
                else if (known is not null && !adds)
                {
                    table.Remove(known);
                    expected.Remove((local, remote));
                }

                Assert.Equal(expected.Count, table.Count);
            }
        });
    }

    private static SocketPath PathBetween(Endpoint local, Endpoint remote)
    {
        var host = new Host("host", new Scheduler(), new PacketPool(), new RandomStreams(1, 0).Create("host"), new HostSettings());
        return new TcpSocket(host, new TcpConnection(TcpSettings.Default, 1, 1), local, remote, null).Paths[0];
    }
}
