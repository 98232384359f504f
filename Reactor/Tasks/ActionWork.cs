namespace Reactor.Tasks;

/// <summary>Calls an action, with or without a state. The loop's own thread uses its nodes again.</summary>
internal sealed class ActionWork : LoopWork
{
    private Delegate? _action;
    private object? _state;

    public override object? Culprit => _action?.Target;

    public void Set(Delegate action, object? state)
    {
        _action = action;
        _state = state;
    }

    public void Clear()
    {
        _action = null;
        _state = null;
    }

    public override void Run()
    {
        switch (_action)
        {
            case Action action:
                action();
                break;
            case Action<object?> action:
                action(_state);
                break;
            case SendOrPostCallback callback:
                callback(_state);
                break;
        }
    }
}
