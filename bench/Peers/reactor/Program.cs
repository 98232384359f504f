using System.Net;
using System.Runtime.InteropServices;
using Reactor;
using Reactor.Handlers;

PeerOptions options = PeerOptions.Parse(args);
using EventLoop loop = new(new EventLoopOptions { BusyPoll = TimeSpan.FromMicroseconds(options.SpinMicroseconds) });

Room room = new(loop);
StreamListener listener = loop.Listen(
    new IPEndPoint(IPAddress.Loopback, options.Port),
    options.Mode switch
    {
        "line" => () => new LineEcho(),
        "broadcast" => () => new Member(room),
        _ => () => new Echo(),
    });
PeerOptions.Announce(listener.LocalEndPoint);

using IDisposable terminate = loop.OnSignal(PosixSignal.SIGTERM, loop.Stop);
loop.Run();
