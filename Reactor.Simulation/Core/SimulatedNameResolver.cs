using System.Net;
using System.Net.Sockets;

namespace Reactor.Simulation.Core;

/// <summary>Resolves names in the simulation's own table, after a while of virtual time.</summary>
internal sealed class SimulatedNameResolver(Simulation simulation) : NameResolver
{
    public override ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation)
    {
        Query query = new(simulation, host, family, cancellation);
        simulation.World.UnderWay++;
        simulation.World.Events.Plan(query, simulation.World.Now + simulation.Network.NameLatency.Sample(simulation.World.Transit));
        return new ValueTask<IPAddress[]>(query.Answer);
    }

    private sealed class Query(Simulation simulation, string name, AddressFamily family, CancellationToken cancellation) : WorldEvent
    {
        private readonly TaskCompletionSource<IPAddress[]> _answer = new();

        public Task<IPAddress[]> Answer => _answer.Task;

        internal override void Happen()
        {
            simulation.World.UnderWay--;

            // Some host may have its turn. The continuation is another's: under a foreign context it would be sent to the thread pool.
            // What it calls, a post for example, makes it the caller; then the call under way goes on.
            SynchronizationContext? turning = SynchronizationContext.Current;
            SimulatedHost? caller = simulation.World.Caller;
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                Complete();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(turning);
                simulation.World.Caller = caller;
            }
        }

        private void Complete()
        {
            if (cancellation.IsCancellationRequested)
            {
                _answer.TrySetCanceled(cancellation);
                return;
            }

            IPAddress[] addresses = Array.FindAll(
                IPAddress.TryParse(name, out IPAddress? address) ? [address] : simulation.Network.Resolve(name),
                candidate => family == AddressFamily.Unspecified || candidate.AddressFamily == family);
            if (addresses.Length > 0)
            {
                _answer.TrySetResult(addresses);
            }
            else
            {
                _answer.TrySetException(new SocketException((int)SocketError.HostNotFound));
            }
        }
    }
}
