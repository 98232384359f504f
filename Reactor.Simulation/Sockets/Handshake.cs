using Reactor.Simulation.Core;
using Reactor.Simulation.Network;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>The first packet of a connection on its way, sent again while nobody answers.</summary>
internal sealed class Handshake(World world, TcpSocket client, Endpoint target) : WorldEvent
{
    // tcp_syn_retries: six, after 1, 2, 4, 8, 16 and 32 seconds; 64 more, and the attempt is given up.
    private const int MostRetries = 6;
    private const long FirstRetry = 1_000_000_000;

    // How long it takes to learn that nobody in the network has the address.
    private const long Unreachable = 3_000_000_000;

    private readonly SimulatedHost? _host = world.Paths.HostOf(client.Sockets.Host, target);
    private int _retries;
    private int _refusal;

    public void Begin()
    {
        if (_host is null)
        {
            _refusal = Errno.EHOSTUNREACH;
            world.UnderWay++;
            world.Events.Plan(this, world.Now + Unreachable);
            return;
        }

        Send(world.Paths.From(client.Sockets.Host, _host));
    }

    public void Cancel()
    {
        if (IsPlanned)
        {
            world.UnderWay--;
            world.Events.Cancel(this);
        }
    }

    internal override void Happen()
    {
        world.UnderWay--;
        if (_host is null || _refusal != 0)
        {
            client.Fail(_refusal);
            return;
        }

        NetworkPath there = world.Paths.From(client.Sockets.Host, _host);
        NetworkPath back = world.Paths.From(_host, client.Sockets.Host);
        if (there.IsPartitioned || back.IsPartitioned)
        {
            Retry();
            return;
        }

        TcpSocket? listener = _host.Sockets.Ports.FindListener(target, client.Local!.Value);
        if (listener is null)
        {
            _refusal = Errno.ECONNREFUSED;
            Send(back);
        }
        else if (listener.IsQueueFull)
        {
            // Linux drops the packet; the client tries again later.
            Retry();
        }
        else
        {
            listener.Admit(client, target);
        }
    }

    private void Send(NetworkPath path)
    {
        world.UnderWay++;
        world.Events.Plan(this, path.ArrivalOf(0));
    }

    private void Retry()
    {
        long wait = FirstRetry << _retries;
        if (++_retries > MostRetries)
        {
            _refusal = Errno.ETIMEDOUT;
        }

        world.UnderWay++;
        world.Events.Plan(this, world.Now + wait);
    }
}
