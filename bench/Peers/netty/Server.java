import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server on Netty: one event loop for the listener and all connections. */
final class Server {
    private static final int MAX_LINE = 64 * 1024;

    private int port = 0;
    private String mode = "echo";
    private boolean epoll = false;
    private ChannelGroup everybody;

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--port" -> server.port = Integer.parseInt(args[i + 1]);
                case "--mode" -> server.mode = args[i + 1];
                case "--transport" -> server.epoll = args[i + 1].equals("epoll");
                default -> throw new IllegalArgumentException(args[i]);
            }
        }
        server.run();
    }

    private void run() throws Exception {
        EventLoopGroup loop = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
        Class<? extends ServerChannel> transport = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        everybody = new DefaultChannelGroup(loop.next());
        Channel listener = new ServerBootstrap()
            .group(loop)
            .channel(transport)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            // Who ends its side gets the rest of its answers first: see PeerHandler.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                    if (!mode.equals("echo")) {
                        channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE));
                    }
                    channel.pipeline().addLast(newHandler());
                }
            })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sync()
            .channel();
        System.out.println("Listening on 127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
        listener.closeFuture().sync();
    }

    private ChannelHandler newHandler() {
        return switch (mode) {
            case "line" -> new LineHandler();
            case "broadcast" -> new MemberHandler(everybody);
            default -> new EchoHandler();
        };
    }
}
