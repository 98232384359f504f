using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Reactor.Tests.Support;

/// <summary>
/// Makes the next new descriptor be one that is chosen. What had the number is closed in the same step, so that no other thread of the
/// tests can get it in between; to the loop it looks as if somebody had closed it and the kernel then gave it away.
/// </summary>
internal sealed class NumberKernel : ForwardingKernel
{
    public int? Next { get; set; }

    /// <summary>The socket that was made last.</summary>
    public int Latest { get; private set; }

    /// <summary>The number of the next event counter.</summary>
    public int? NextCounter { get; set; }

    /// <summary>How often accept was called.</summary>
    public int Accepts { get; private set; }

    public int FirstCounter { get; private set; } = -1;

    public int LastWritten { get; private set; } = -1;

    public override int EventFdCreate()
    {
        int made = base.EventFdCreate();
        if (NextCounter is { } number)
        {
            NextCounter = null;
            Next = number;
            made = Chosen(made);
        }

        FirstCounter = FirstCounter < 0 ? made : FirstCounter;
        return made;
    }

    public override int EventFdWrite(int descriptor)
    {
        LastWritten = descriptor;
        return base.EventFdWrite(descriptor);
    }

    public override int Socket(AddressFamily family, SocketType type) => Latest = Chosen(base.Socket(family, type));

    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        Accepts++;
        return Chosen(base.Accept(socket, address, out addressLength));
    }

    public override int Duplicate(int descriptor) => Chosen(base.Duplicate(descriptor));

    private int Chosen(int made)
    {
        if (made < 0 || Next is not { } number)
        {
            return made;
        }

        Next = null;
        using SafeFileHandle first = new(made, ownsHandle: true);
        Descriptors.Replace(number, first);
        return number;
    }
}
