namespace Race.Results;

/// <summary>The median of some figures, with the least and the greatest.</summary>
internal readonly record struct Summary(double Median, double Least, double Greatest)
{
    public static Summary Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length == 0
            ? new Summary(double.NaN, double.NaN, double.NaN)
            : new Summary((sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2, sorted[0], sorted[^1]);
    }

    public string ToString(string format) =>
        double.IsNaN(Median) ? "–" : $"{Median.ToString(format)} ({Least.ToString(format)} to {Greatest.ToString(format)})";
}
