using System.Net;
using System.Net.Sockets;

namespace Reactor.Tests.Sockets;

/// <summary>A resolver that answers when the test says so.</summary>
internal sealed class ProbeResolver : NameResolver
{
    private readonly List<TaskCompletionSource<IPAddress[]>> _questions = [];

    /// <summary>What it was asked, in order.</summary>
    public List<(string Host, AddressFamily Family)> Asked { get; } = [];

    /// <summary>Whether the latest question was given up by who asked it.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Whether a given-up question ends at once, as it should; a stubborn resolver goes on.</summary>
    public bool IsStubborn { get; init; }

    /// <summary>Answers from inside the call, if set.</summary>
    public Func<IPAddress[]>? AtOnce { get; init; }

    public override ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation)
    {
        Asked.Add((host, family));
        if (AtOnce is not null)
        {
            return new(AtOnce());
        }

        TaskCompletionSource<IPAddress[]> question = new();
        _questions.Add(question);
        cancellation.Register(() =>
        {
            IsGivenUp = true;
            if (!IsStubborn)
            {
                question.TrySetCanceled(cancellation);
            }
        });
        return new(question.Task);
    }

    public void Answer(params IPAddress[] addresses) => WithoutContext(() => _questions[^1].TrySetResult(addresses));

    public void Fail(Exception exception) => WithoutContext(() => _questions[^1].TrySetException(exception));

    /// <summary>Under a context of the test runner's the answer would go by way of the thread pool, and virtual time would run ahead of it.</summary>
    private static void WithoutContext(Action answer)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            answer();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
