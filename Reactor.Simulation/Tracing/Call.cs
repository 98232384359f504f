namespace Reactor.Simulation.Tracing;

/// <summary>The system calls, for the record.</summary>
internal enum Call : byte
{
    EpollCreate,
    EpollAdd,
    EpollModify,
    EpollDelete,
    EpollWait,
    EventFdCreate,
    EventFdWrite,
    EventFdRead,
    Pipe,
    Read,
    Write,
    Close,
    SetNonBlocking,
    Duplicate,
    Unlink,
    Socket,
    Bind,
    Listen,
    Accept,
    Connect,
    Shutdown,
    GetSocketName,
    GetPeerName,
    SetSocketOption,
    GetSocketOption,
    Receive,
    Send,
    SendGathered,
}
