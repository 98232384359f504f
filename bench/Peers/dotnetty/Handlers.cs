using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Groups;
using DotNetty.Transport.Channels.Sockets;

/// <summary>What every handler here does about clients that do not read, end their side, or are gone.</summary>
internal abstract class PeerHandler : ChannelHandlerAdapter
{
    /// <summary>Whether a client that does not take its answers gets to ask no more.</summary>
    protected virtual bool PausesWhenFull => true;

    public override void ChannelReadComplete(IChannelHandlerContext context) => context.Flush();

    public override void ChannelWritabilityChanged(IChannelHandlerContext context)
    {
        if (PausesWhenFull)
        {
            context.Channel.Configuration.AutoRead = context.Channel.IsWritable;
        }
    }

    // The client has ended its side: it still gets what is queued for it.
    public override void UserEventTriggered(IChannelHandlerContext context, object happened)
    {
        if (happened is ChannelInputShutdownEvent)
        {
            context.WriteAndFlushAsync(Unpooled.Empty).ContinueWith(_ => context.CloseAsync(), TaskScheduler.Default);
        }
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();
}

/// <summary>Sends back what it reads, and flushes once per read.</summary>
internal sealed class EchoHandler : PeerHandler
{
    public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAsync(message);
}

/// <summary>Answers each line with itself; the answers of one read leave in one flush.</summary>
internal sealed class LineHandler : PeerHandler
{
    public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAsync(Lines.Ended(context, (IByteBuffer)message));
}

/// <summary>One who hears what the others say; the group shares the memory.</summary>
internal sealed class MemberHandler(IChannelGroup room) : PeerHandler
{
    private bool _said;

    protected override bool PausesWhenFull => false;

    public override void ChannelActive(IChannelHandlerContext context)
    {
        room.Add(context.Channel); // The group forgets who has gone.
        base.ChannelActive(context);
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        room.WriteAsync(Lines.Ended(context, (IByteBuffer)message), ChannelMatchers.IsNot(context.Channel));
        _said = true;
    }

    // What one read brought leaves in one flush.
    public override void ChannelReadComplete(IChannelHandlerContext context)
    {
        if (_said)
        {
            _said = false;
            room.Flush(ChannelMatchers.IsNot(context.Channel));
        }
    }
}

internal static class Lines
{
    /// <summary>A line with CR LF behind it, in place of the line.</summary>
    public static IByteBuffer Ended(IChannelHandlerContext context, IByteBuffer line)
    {
        IByteBuffer ended = context.Allocator.Buffer(line.ReadableBytes + 2).WriteBytes(line).WriteByte('\r').WriteByte('\n');
        line.Release();
        return ended;
    }
}
