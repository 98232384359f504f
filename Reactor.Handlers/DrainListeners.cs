using System.Runtime.CompilerServices;

namespace Reactor.Handlers;

/// <summary>Knows which types of handlers do something when their output is out. Most do not, and then the call is saved after every message.</summary>
internal static class DrainListeners
{
    // Found out once for a type. Weak, so that a type can still be unloaded with its assembly.
    private static readonly ConditionalWeakTable<Type, StrongBox<bool>> s_answers = [];

    public static bool Contains(ConnectionHandler handler)
    {
        if (!s_answers.TryGetValue(handler.GetType(), out StrongBox<bool>? answer))
        {
            answer = new StrongBox<bool>(handler.OverridesOutputDrained);
            s_answers.AddOrUpdate(handler.GetType(), answer);
        }

        return answer.Value;
    }
}
