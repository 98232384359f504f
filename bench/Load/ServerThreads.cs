using System.Globalization;

namespace Load;

/// <summary>What the threads of other processes are doing.</summary>
internal static class ServerThreads
{
    /// <summary>Whether any of them runs, or would if it had a core.</summary>
    public static bool AreAnyRunning(int[] processes) => processes.Any(process => Threads(process).Any(IsRunning));

    private static string[] Threads(int process)
    {
        string threads = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        return Directory.Exists(threads) ? Directory.GetDirectories(threads) : [];
    }

    private static bool IsRunning(string thread)
    {
        try
        {
            // "number (name) state": a name may hold anything.
            string text = File.ReadAllText($"{thread}/stat");
            return text.AsSpan(text.LastIndexOf(')') + 1).TrimStart() is ['R', ..];
        }
        catch (IOException)
        {
            // It has ended, and its time is counted.
            return false;
        }
    }
}
