using System.Globalization;
using System.Text.RegularExpressions;
using Race.Peers;

namespace Race.Processes;

/// <summary>A server that listens.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly PinnedProcess _process;

    private ServerProcess(PinnedProcess process, int port)
    {
        _process = process;
        Port = port;
        _ = Drain();
    }

    public int Port { get; }

    /// <summary>The process and what it has started.</summary>
    public IReadOnlyList<int> Processes => ProcessFiles.WithDescendants(_process.Id);

    /// <summary>Why it ended, if it did.</summary>
    public string? Failure => _process.WaitForExit(TimeSpan.FromMilliseconds(100)) is { } code ? $"the server ended with exit code {code}. {_process.Said}".TrimEnd() : null;

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <exception cref="RaceException">It does not.</exception>
    public static ServerProcess Start(Peer peer, string mode, int core)
    {
        PinnedProcess process = PinnedProcess.Start($"{peer.Run} --port 0 --mode {mode}", core);
        try
        {
            return new ServerProcess(process, ReadPort(process));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public void Dispose() => _process.Dispose();

    private static int ReadPort(PinnedProcess process)
    {
        using CancellationTokenSource patience = new(s_patience);
        try
        {
            while (process.Output.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult() is { } line)
            {
                if (ListeningPattern().Match(line) is { Success: true } match)
                {
                    return int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
                }

                process.Note(line);
            }
        }
        catch (OperationCanceledException)
        {
            throw new RaceException($"it did not print 'Listening on ADDRESS:PORT' within {s_patience.TotalSeconds} seconds. {process.Said}");
        }

        // Standard error may come a moment after the end of standard output.
        process.WaitForExit(TimeSpan.FromSeconds(1));
        throw new RaceException($"it did not start: {process.Said}");
    }

    /// <summary>What a server says later is nobody's, but a full pipe would stop it.</summary>
    private async Task Drain()
    {
        try
        {
            while (await _process.Output.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                _process.Note(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The server has been ended.
        }
    }

    [GeneratedRegex(@"Listening on \S*:(\d+)")]
    private static partial Regex ListeningPattern();
}
