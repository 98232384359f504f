using System.Diagnostics;

namespace Memory.Servers;

/// <summary>A server whose connections are counted. It only runs while it is waited for.</summary>
internal abstract class Server : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public abstract int Port { get; }

    /// <summary>Runs until there are so many connections and all of them are as they should be.</summary>
    /// <param name="connections">How many.</param>
    /// <param name="bytes">How much they say together.</param>
    /// <returns>False when it took too long.</returns>
    public bool Await(int connections, long bytes)
    {
        long start = Stopwatch.GetTimestamp();
        while (!IsSettled(connections, bytes))
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                return false;
            }

            Run(TimeSpan.FromMilliseconds(10));
        }

        OnSettled();
        return true;
    }

    public abstract void Dispose();

    protected abstract bool IsSettled(int connections, long bytes);

    protected abstract void Run(TimeSpan most);

    /// <summary>The next wait is another one, with other connections.</summary>
    protected abstract void OnSettled();
}
