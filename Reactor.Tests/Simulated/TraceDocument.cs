using System.Text.Json;

namespace Reactor.Tests.Simulated;

/// <summary>A written trace, read again the way a viewer reads it.</summary>
internal sealed class TraceDocument
{
    private readonly JsonElement _root;

    private TraceDocument(JsonElement root)
    {
        _root = root;
    }

    public IEnumerable<JsonElement> Events => _root.GetProperty("traceEvents").EnumerateArray();

    public long Forgotten => long.Parse(_root.GetProperty("otherData").GetProperty("forgotten").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    public static TraceDocument Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new TraceDocument(document.RootElement.Clone());
    }

    public static string Phase(JsonElement element) => element.GetProperty("ph").GetString()!;

    public static string Name(JsonElement element) => element.GetProperty("name").GetString()!;

    public static double Time(JsonElement element) => element.GetProperty("ts").GetDouble();

    public static int Row(JsonElement element) => element.GetProperty("tid").GetInt32();

    public IEnumerable<JsonElement> In(string phase) => Events.Where(element => Phase(element) == phase);

    /// <summary>The names that were given to processes (<c>process_name</c>) or rows (<c>thread_name</c>).</summary>
    public IEnumerable<string> NamesOf(string what) =>
        In("M").Where(element => Name(element) == what).Select(element => element.GetProperty("args").GetProperty("name").GetString()!);

    /// <summary>Checks what the format asks of each event.</summary>
    public void AssertWellFormed()
    {
        foreach (JsonElement element in Events)
        {
            string phase = Phase(element);
            bool holds = element.GetProperty("pid").GetInt32() > 0 && Row(element) > 0
                && (phase == "E" || Name(element).Length > 0)
                && (phase == "M" || Time(element) >= 0)
                && phase switch
                {
                    "B" or "E" or "M" => true,
                    "X" => element.GetProperty("dur").GetDouble() >= 0,
                    "s" or "f" => element.GetProperty("id").GetInt64() > 0 && element.GetProperty("bp").GetString() == "e",
                    "i" => element.GetProperty("s").GetString() is "t" or "p" or "g",
                    _ => false,
                };
            Assert.That(holds, Is.True, element.GetRawText());
        }
    }

    /// <summary>Checks that on each row slices end in the order in which they must, and that none overlaps another.</summary>
    public void AssertSlicesNest()
    {
        foreach (IGrouping<int, JsonElement> row in Events.Where(element => Phase(element) is "B" or "E" or "X").GroupBy(Row))
        {
            int open = 0;
            double now = 0;
            foreach (JsonElement element in row)
            {
                Assert.That(Time(element), Is.GreaterThanOrEqualTo(now), element.GetRawText());
                now = Time(element);
                switch (Phase(element))
                {
                    case "B":
                        Assert.That(Name(element) != "turn" || open == 0, Is.True, $"within another slice: {element.GetRawText()}");
                        open++;
                        break;
                    case "E":
                        Assert.That(--open, Is.GreaterThanOrEqualTo(0), $"ends nothing: {element.GetRawText()}");
                        break;
                    default:
                        // Times are written in microseconds: the sum of two may be off by less than any digit of theirs.
                        now += element.GetProperty("dur").GetDouble() - 1e-6;
                        break;
                }
            }

            Assert.That(open, Is.Zero, $"slices that do not end on row {row.Key}");
        }
    }

    /// <summary>Checks that every arrow goes forward in time, from a slice to a slice.</summary>
    /// <returns>How many arrive, and how many do not.</returns>
    public (int Whole, int Lost) AssertArrowsJoinSlices()
    {
        Dictionary<long, double> begun = [];
        Dictionary<int, int> open = [];
        Dictionary<int, (double From, double To)> last = [];
        int whole = 0;
        foreach (JsonElement element in Events)
        {
            int row = Row(element);
            switch (Phase(element))
            {
                case "B":
                    open[row] = open.GetValueOrDefault(row) + 1;
                    break;
                case "E":
                    open[row]--;
                    break;
                case "X":
                    last[row] = (Time(element), Time(element) + element.GetProperty("dur").GetDouble());
                    break;
                case "s":
                    Assert.That(IsOnSlice(element), Is.True, $"begins at no slice: {element.GetRawText()}");
                    begun.Add(element.GetProperty("id").GetInt64(), Time(element));
                    break;
                case "f":
                    Assert.That(IsOnSlice(element), Is.True, $"ends at no slice: {element.GetRawText()}");
                    Assert.That(begun.Remove(element.GetProperty("id").GetInt64(), out double from), Is.True, $"has no beginning: {element.GetRawText()}");
                    Assert.That(Time(element), Is.GreaterThanOrEqualTo(from), element.GetRawText());
                    whole++;
                    break;
            }
        }

        return (whole, begun.Count);

        bool IsOnSlice(JsonElement element) =>
            open.GetValueOrDefault(Row(element)) > 0
            || (last.TryGetValue(Row(element), out (double From, double To) slice) && Time(element) >= slice.From && Time(element) <= slice.To);
    }
}
