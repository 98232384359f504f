namespace ChatServer;

/// <summary>The message of the day.</summary>
internal static class Motd
{
    private const int MaxLineLength = 400;

    /// <summary>Reads a file without blocking the loop.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file) => Lines(await File.ReadAllBytesAsync(file));

    public static IReadOnlyList<string> Lines(ReadOnlySpan<byte> bytes)
    {
        string text = Wire.FromBytes(bytes).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\0", "", StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => Wire.Cut(line, MaxLineLength))];
    }
}
