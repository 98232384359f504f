using System.Text;

namespace ChatServer;

/// <summary>Gathers what a MODE command has really changed, as clients expect to hear it: <c>+o-v alice bob</c>.</summary>
internal sealed class ModeChanges
{
    private readonly StringBuilder _letters = new();
    private readonly StringBuilder _parameters = new();
    private bool? _adding;

    public void Add(bool adding, char letter, string? parameter = null)
    {
        if (_adding != adding)
        {
            _letters.Append(adding ? '+' : '-');
            _adding = adding;
        }

        _letters.Append(letter);
        if (parameter is not null)
        {
            _parameters.Append(' ').Append(parameter);
        }
    }

    /// <summary>How long the text is by now.</summary>
    public int Length => _letters.Length + _parameters.Length;

    /// <summary>Tells what has changed, if anything has, and begins anew.</summary>
    public void Flush(Action<string> tell)
    {
        if (_letters.Length > 0)
        {
            tell($"{_letters}{_parameters}");
        }

        _letters.Clear();
        _parameters.Clear();
        _adding = null;
    }
}
