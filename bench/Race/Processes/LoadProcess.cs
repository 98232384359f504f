namespace Race.Processes;

/// <summary>A load generator with its connections to one server. It works when it is asked to.</summary>
internal sealed class LoadProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_openingTime = TimeSpan.FromSeconds(120);

    private readonly PinnedProcess _process;
    private readonly CancellationToken _cancellation;
    private bool _isOpen;

    public LoadProcess(ServerProcess server, Scenario scenario, int core, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        string pids = string.Join(',', server.Processes);
        _process = PinnedProcess.Start($"dotnet '{Repository.Load}' --port {server.Port} --server-pid {pids} --on-demand {scenario.Load}", core);
    }

    public int Id => _process.Id;

    /// <summary>Lets it work for so many seconds.</summary>
    /// <exception cref="RaceException">Something came back wrong, or too late, or not at all.</exception>
    public Slice Work(double seconds, bool settle = false)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds) + s_patience + (_isOpen ? TimeSpan.Zero : s_openingTime);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        patience.CancelAfter(time);
        string? line;
        try
        {
            _process.Input.Write(FormattableString.Invariant($"{seconds:0.######}{(settle ? " settle" : "")}\n"));
            _process.Input.Flush();
            line = _process.Output.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw new RaceException($"the load gave no answer. {_process.Said}");
        }

        _isOpen = true;
        Slice? slice = line is null ? null : Slice.Parse(line);
        return slice is { Errors: 0 } ? slice : throw new RaceException(line is null ? $"the load ended. {Complaint()}" : Complaint());
    }

    /// <summary>Half-closes all connections, and expects what was sent and the server's end.</summary>
    /// <returns>What was wrong; null if nothing was.</returns>
    public string? End()
    {
        _process.Input.Close();
        int? code = _process.WaitForExit(s_patience);
        return code == 0 ? null : $"after the half-close: {Complaint()}";
    }

    public void Dispose() => _process.Dispose();

    private string Complaint()
    {
        // Standard error may come a moment after the answer.
        _process.WaitForExit(TimeSpan.FromMilliseconds(500));
        return _process.Said;
    }
}
