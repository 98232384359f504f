using System.Diagnostics;

namespace Race;

/// <summary>One line that says where the race is: over itself on a terminal, and now and then a new one elsewhere.</summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan s_seldom = TimeSpan.FromSeconds(15);

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private long _last;
    private int _width;

    public void Tell(string what)
    {
        if (Stopwatch.GetElapsedTime(_last) < (_isTerminal ? s_often : s_seldom))
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        if (_isTerminal)
        {
            Console.Error.Write($"\r{what.PadRight(_width)}");
            _width = what.Length;
        }
        else
        {
            Console.Error.WriteLine(what);
        }
    }

    public void Clear()
    {
        if (_isTerminal && _width > 0)
        {
            Console.Error.Write($"\r{new string(' ', _width)}\r");
        }

        _width = 0;
        _last = 0;
    }
}
