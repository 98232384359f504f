import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;

/** One who hears what the others say. The group shares the memory, and forgets who has gone. */
final class MemberHandler extends PeerHandler {
    private final ChannelGroup everybody;
    private boolean said;

    MemberHandler(ChannelGroup everybody) {
        this.everybody = everybody;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        everybody.add(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        everybody.write(ended(context, (ByteBuf) message), ChannelMatchers.isNot(context.channel()), true);
        said = true;
    }

    // What one read brought leaves in one flush.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (said) {
            said = false;
            everybody.flush(ChannelMatchers.isNot(context.channel()));
        }
    }
}
