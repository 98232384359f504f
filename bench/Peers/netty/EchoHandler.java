import io.netty.channel.ChannelHandlerContext;

/** Sends back what it reads. */
final class EchoHandler extends AnswerHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.write(message, context.voidPromise());
    }
}
