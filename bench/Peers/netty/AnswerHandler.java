import io.netty.channel.ChannelHandlerContext;

/** Flushes once per read. A client that does not take its answers gets to ask no more until it has. */
abstract class AnswerHandler extends PeerHandler {
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }
}
