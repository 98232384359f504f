/// <summary>How long lines took, in buckets of a microsecond.</summary>
internal sealed class Latencies
{
    private readonly int[] _counts = new int[10_000_000];

    public long Count { get; private set; }

    public void Add(TimeSpan latency)
    {
        _counts[Math.Clamp((int)latency.TotalMicroseconds, 0, _counts.Length - 1)]++;
        Count++;
    }

    /// <summary>How many milliseconds a share of all lines took at most.</summary>
    public double Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (int index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
            {
                return index / 1000.0;
            }
        }

        return _counts.Length / 1000.0;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }
}
