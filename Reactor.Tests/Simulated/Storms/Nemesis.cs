using Reactor.Simulation;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>Makes trouble between the hosts and around them, again and again, until the storm is over.</summary>
internal sealed class Nemesis(Storm storm)
{
    private readonly Random _random = storm.Plan.Random;

    public void Strike()
    {
        SimulatedHost client = storm.Clients[_random.Next(storm.Clients.Count)];
        SimulatedLink link = storm.Simulation.Network.Between(storm.Server, client);
        switch (_random.Next(6))
        {
            case 0 when storm.Plan.MovesNetwork:
                Pick(link, client).Partition();
                break;
            case 1 when storm.Plan.MovesNetwork:
                link.Clog(TimeSpan.FromMilliseconds(_random.Next(1, 2_000)));
                break;
            case 2 when storm.Plan.MovesNetwork:
                link.Latency = Latency.LongTailed(TimeSpan.FromMicroseconds(_random.Next(1_000)), TimeSpan.FromMilliseconds(_random.Next(1, 20)));
                link.Loss = _random.NextDouble() * 0.1;
                break;
            case 3:
                (_random.Next(2) == 0 ? storm.Server : client).Stall(TimeSpan.FromMilliseconds(_random.Next(1, 1_000)));
                break;
            case 4 when storm.Plan.LowersDescriptorLimit:
                storm.Server.DescriptorLimit = _random.Next(6, 12);
                break;
            default:
                Calm();
                break;
        }
    }

    public void Calm()
    {
        storm.Server.DescriptorLimit = 20_000;
        foreach (SimulatedHost client in storm.Clients)
        {
            SimulatedLink link = storm.Simulation.Network.Between(storm.Server, client);
            link.Heal();
            link.Loss = 0;
        }
    }

    /// <summary>Both directions, or only one.</summary>
    private SimulatedLink Pick(SimulatedLink both, SimulatedHost client) => _random.Next(4) switch
    {
        0 => storm.Simulation.Network.From(storm.Server, client),
        1 => storm.Simulation.Network.From(client, storm.Server),
        _ => both,
    };
}
