using System.Diagnostics;

namespace Load;

/// <summary>Sends when it is told to, and says when what returned.</summary>
internal sealed class PacedConnection(PacedLoad load, int number) : VerifyingConnection(load, number)
{
    private readonly long _size = load.Options.Size;
    private long _first;

    /// <summary>A window begins: messages are counted from here.</summary>
    public void Begin() => _first = Received / _size;

    public void SendOne() => SendNext(_size);

    protected override void OnVerified(int count)
    {
        long now = Stopwatch.GetTimestamp();
        long before = (Received - count) / _size;
        for (long message = before; message < Received / _size; message++)
        {
            load.Arrived(Number, message - _first, now);
        }

        load.Returned(count, (Received / _size) - before);
    }
}
