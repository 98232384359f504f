using System.Diagnostics;

namespace Race.Processes;

/// <summary>What a command said, and whether it ended well.</summary>
internal readonly record struct CommandResult(bool Succeeded, string Output);

/// <summary>Runs a shell command to its end, within a time.</summary>
internal static class Command
{
    public static CommandResult Run(string command, string folder, TimeSpan time, CancellationToken cancellation)
    {
        ProcessStartInfo start = new("bash", ["-c", command + "\n"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(false, $"It took longer than {time.TotalMinutes:F0} minutes.\n");
        }

        // What the command has started and left behind may hold the pipe open; nobody waits for that.
        Task.WaitAll([output, errors], TimeSpan.FromSeconds(5));
        return new CommandResult(process.ExitCode == 0, Text(output) + Text(errors));
    }

    /// <summary>Whether a tool is there.</summary>
    public static bool Exists(string tool) => Run($"command -v {tool}", Repository.Root, TimeSpan.FromSeconds(10), CancellationToken.None).Succeeded;

    private static string Text(Task<string> task) => task.IsCompletedSuccessfully ? task.Result : "";
}
