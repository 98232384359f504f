namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>What somebody must hear next: a line, or several in an order that is not laid down.</summary>
internal sealed class Expectation
{
    private readonly string _text;
    private readonly List<string> _any;
    private readonly Kind _kind;
    private readonly string? _truncation;

    private Expectation(Kind kind, string text, IEnumerable<string> any, string? truncation = null)
    {
        _kind = kind;
        _text = text;
        _any = [.. any];
        _truncation = truncation;
    }

    private enum Kind
    {
        Line,
        Perhaps,
        Beginning,
        Lines,
        Names,
    }

    /// <summary>The tags before each of its lines; empty if none.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Whether something else may come instead.</summary>
    public bool IsOptional => _kind == Kind.Perhaps;

    /// <summary>Exactly this.</summary>
    public static Expectation Line(string text) => new(Kind.Line, text, []);

    /// <summary>Exactly this, or nothing.</summary>
    public static Expectation Perhaps(string text) => new(Kind.Perhaps, text, []);

    /// <summary>A line that begins like this.</summary>
    public static Expectation Beginning(string text) => new(Kind.Beginning, text, []);

    /// <summary>All of these, in any order.</summary>
    /// <param name="lines">At least one.</param>
    /// <param name="truncation">What may come instead of the rest.</param>
    public static Expectation Lines(IEnumerable<string> lines, string? truncation) => new(Kind.Lines, "", lines, truncation);

    /// <summary>All of these names, in any order, on as many lines as that takes.</summary>
    /// <param name="start">How each of the lines begins.</param>
    /// <param name="names">At least one.</param>
    /// <param name="truncation">What may come instead of the rest.</param>
    public static Expectation Names(string start, IEnumerable<string> names, string? truncation) => new(Kind.Names, start, names, truncation);

    /// <summary>Takes a line that somebody heard.</summary>
    /// <returns>Whether it is one that was to come.</returns>
    public bool Take(string heard, out bool isDone)
    {
        isDone = true;
        string tags = Tags.Length > 0 ? $"@{Tags} " : "";
        if (heard.Length < tags.Length || !Moments.AreAlike(tags, heard[..tags.Length]))
            return false;
        string body = heard[tags.Length..];
        if (body.Length > Text.MaxMessage)
            return false;
        if (_truncation is not null && body == _truncation)
            return true;
        switch (_kind)
        {
            case Kind.Line or Kind.Perhaps:
                return Moments.AreAlike(_text, body);
            case Kind.Beginning:
                return body.StartsWith(_text, StringComparison.Ordinal);
            case Kind.Lines:
                int index = _any.FindIndex(line => Moments.AreAlike(line, body));
                if (index >= 0)
                    _any.RemoveAt(index);
                isDone = _any.Count == 0;
                return index >= 0;
            default:
                bool areNames = body.StartsWith(_text, StringComparison.Ordinal) && body[_text.Length..].Split(' ').All(_any.Remove);
                isDone = _any.Count == 0;
                return areNames;
        }
    }

    public override string ToString() => $"{(Tags.Length > 0 ? $"@{Tags} " : "")}{_text}{(_any.Count > 0 ? $"[{string.Join(" | ", _any)}]" : "")}";

    public Expectation With(string tags)
    {
        Tags = tags;
        return this;
    }
}
