namespace ChatServer;

/// <summary>When two names are the same: <c>CASEMAPPING=rfc1459</c>, where <c>{}|^</c> are the lower case of <c>[]\~</c> (RFC 2812 2.2).</summary>
internal sealed class Casemap : IEqualityComparer<string>
{
    public static readonly Casemap Comparer = new();

    private Casemap()
    {
    }

    public static char Lower(char unit) => unit switch
    {
        >= 'A' and <= 'Z' => (char)(unit + 32),
        '[' or ']' or '\\' => (char)(unit + 32),
        '~' => '^',
        _ => unit,
    };

    public static bool AreSame(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (int index = 0; index < one.Length; index++)
        {
            if (Lower(one[index]) != Lower(other[index]))
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(string? x, string? y) => x is null || y is null ? ReferenceEquals(x, y) : AreSame(x, y);

    public int GetHashCode(string name)
    {
        HashCode hash = default;
        foreach (char unit in name)
        {
            hash.Add(Lower(unit));
        }

        return hash.ToHashCode();
    }
}
