using Reactor.Diagnostics;

namespace Reactor.Simulation.Tracing;

/// <summary>What callbacks are called in a picture: whose it is, and what for.</summary>
internal sealed class CallbackNames
{
    private readonly Dictionary<(Type?, LoopCallback), string> _names = [];

    public string Of(Type? culprit, LoopCallback callback)
    {
        if (!_names.TryGetValue((culprit, callback), out string? name))
        {
            name = culprit is null ? $"{callback}" : $"{Owner(culprit)}.{callback}";
            _names.Add((culprit, callback), name);
        }

        return name;
    }

    /// <summary>The name that its author gave it: a lambda belongs to the type that it is written in.</summary>
    private static string Owner(Type type)
    {
        Type owner = type;
        while (owner.Name.StartsWith('<') && owner.DeclaringType is { } outer)
        {
            owner = outer;
        }

        string name = owner.Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : name[..arity];
    }
}
