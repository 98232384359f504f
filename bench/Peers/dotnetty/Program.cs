using System.Net;
using DotNetty.Codecs;
using DotNetty.Common;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Groups;
using DotNetty.Transport.Channels.Sockets;

PeerOptions options = PeerOptions.Parse(args);
ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

MultithreadEventLoopGroup acceptor = new(1);
MultithreadEventLoopGroup workers = new(1);
IEventExecutor executor = workers.GetNext();
DefaultChannelGroup room = new(executor);

ServerBootstrap bootstrap = new ServerBootstrap()
    .Group(acceptor, workers)
    .Channel<TcpServerSocketChannel>()
    .Option(ChannelOption.SoBacklog, 4096)
    .ChildOption(ChannelOption.TcpNodelay, true)
    .ChildOption(ChannelOption.AllowHalfClosure, true)
    .ChildHandler(new ActionChannelInitializer<ISocketChannel>(channel =>
    {
        if (options.Mode != "echo")
        {
            channel.Pipeline.AddLast(new LineBasedFrameDecoder(PeerOptions.MaxLine));
        }

        channel.Pipeline.AddLast(options.Mode switch
        {
            "line" => new LineHandler(),
            "broadcast" => new MemberHandler(room),
            _ => new EchoHandler(),
        });
    }));

IChannel listener = await bootstrap.BindAsync(new IPEndPoint(IPAddress.Loopback, options.Port));
PeerOptions.Announce(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalAddress).Port));
await Task.Delay(Timeout.Infinite); // SIGTERM ends the process. Asleep, a thread of the pool would be missing to the sockets.
