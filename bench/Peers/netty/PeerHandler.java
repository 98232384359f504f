import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** What every handler here does about clients that end their side, or are gone. */
abstract class PeerHandler extends ChannelInboundHandlerAdapter {
    // The client has ended its side: it still gets what is queued for it.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object happened) {
        if (happened instanceof ChannelInputShutdownEvent) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** A line with CR LF behind it, in place of the line. */
    static ByteBuf ended(ChannelHandlerContext context, ByteBuf line) {
        ByteBuf ended = context.alloc().buffer(line.readableBytes() + 2).writeBytes(line).writeByte('\r').writeByte('\n');
        line.release();
        return ended;
    }
}
