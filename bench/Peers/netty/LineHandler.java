import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Answers each line with itself. */
final class LineHandler extends AnswerHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.write(ended(context, (ByteBuf) message), context.voidPromise());
    }
}
