using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>
/// A descriptor held back for the moment when there are no more: given up, it lets one waiting client in, to be turned away at
/// once instead of waiting without a word.
/// </summary>
internal sealed class ReserveDescriptor(Kernel kernel)
{
    private int _descriptor = kernel.EventFdCreate();

    /// <summary>Turns one client away.</summary>
    /// <returns>False when that was not possible: another thread may have taken the descriptor in between. The caller must pause then.</returns>
    public bool TurnAway(int listener)
    {
        if (_descriptor < 0)
        {
            _descriptor = kernel.EventFdCreate();
            return false;
        }

        kernel.Close(_descriptor);
        int client = kernel.Accept(listener, [], out _);
        if (client >= 0)
        {
            kernel.SetSocketOption(client, SocketOption.Linger, 0);
            kernel.Close(client);
        }

        _descriptor = kernel.EventFdCreate();
        return client >= 0;
    }

    public void Close()
    {
        if (_descriptor >= 0)
        {
            kernel.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
