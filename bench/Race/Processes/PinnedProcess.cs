using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Race.Processes;

/// <summary>A process on one core. It is ended when this is disposed, by its id, and first politely.</summary>
internal sealed partial class PinnedProcess : IDisposable
{
    private const int SIGINT = 2;
    private const int SIGTERM = 15;
    private const int MostSaid = 20;

    private static readonly TimeSpan s_politeness = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _said = [];

    private PinnedProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>The last lines on standard error, for a complaint.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join("; ", _said);
            }
        }
    }

    /// <summary>Starts a shell command, which becomes the process itself; a core of -1 is any.</summary>
    public static PinnedProcess Start(string command, int core)
    {
        string pinned = core < 0 ? $"exec {command}" : $"exec taskset -c {core} {command}";
        ProcessStartInfo start = new("bash", ["-c", pinned])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new PinnedProcess(Process.Start(start)!);
    }

    public void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_said)
        {
            _said.Enqueue(line.Trim());
            if (_said.Count > MostSaid)
            {
                _said.Dequeue();
            }
        }
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => Signal(SIGINT);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, or null if it did not come in time.</returns>
    public int? WaitForExit(TimeSpan time) => _process.WaitForExit(time) ? _process.ExitCode : null;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal(SIGTERM);
            if (!_process.WaitForExit(s_politeness))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit(s_politeness);
            }
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, signal);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
