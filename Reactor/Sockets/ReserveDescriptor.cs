using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>
/// A descriptor held back for the moment when there are no more: given up, it lets one waiting client in, to be turned away at
/// once instead of waiting without a word.
/// </summary>
internal sealed class ReserveDescriptor(LoopCore core)
{
    private int _descriptor = Make(core);

    /// <summary>Turns one client away.</summary>
    /// <returns>
    /// 0, or the <c>-errno</c> of accept: <c>-EAGAIN</c> when nobody waits, <c>-EMFILE</c> when another thread has taken the descriptor in
    /// between. The caller must pause then.
    /// </returns>
    public int TurnAway(int listener)
    {
        if (_descriptor < 0)
        {
            _descriptor = Make(core);
            return -Errno.EMFILE;
        }

        Kernel kernel = core.Kernel;
        kernel.Close(_descriptor);
        int client = kernel.Accept(listener, [], out _);
        if (client >= 0)
        {
            kernel.SetSocketOption(client, SocketOption.Linger, 0);
            kernel.Close(client);
        }

        _descriptor = Make(core);
        return Math.Min(client, 0);
    }

    public bool Is(int descriptor) => _descriptor == descriptor;

    public void Close()
    {
        if (_descriptor >= 0)
        {
            core.Kernel.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private static int Make(LoopCore core)
    {
        int made = core.Kernel.EventFdCreate();
        if (made >= 0)
        {
            LostDescriptor.End(core, made);
        }

        return made;
    }
}
