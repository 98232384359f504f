using System.Diagnostics;
using System.Globalization;
using Race;

namespace Memory;

/// <summary>Another instance of this program, which serves. It ends when its standard input does.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;

    public ServerProcess(Subject subject, int most)
    {
        // Started as "dotnet Memory.dll" this process is dotnet; the program itself always lies beside the assembly.
        string program = Path.Combine(AppContext.BaseDirectory, "Memory");
        ProcessStartInfo start = new(program, ["--serve", subject.Name, most.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        Port = int.Parse(ReadLineAsync().GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>What it holds when it has so many connections.</summary>
    public async Task<Weight> WeighAsync(int connections)
    {
        await _process.StandardInput.WriteLineAsync(connections.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        return Weight.Parse(await ReadLineAsync().ConfigureAwait(false));
    }

    public Weight Weigh(int connections) => WeighAsync(connections).GetAwaiter().GetResult();

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<string> ReadLineAsync()
    {
        using CancellationTokenSource patience = new(s_patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false)
                ?? throw new RaceException("the server has ended.");
        }
        catch (OperationCanceledException)
        {
            throw new RaceException($"the server gave no answer within {s_patience.TotalSeconds} seconds.");
        }
    }
}
