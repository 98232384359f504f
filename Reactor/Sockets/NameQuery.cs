using System.Net;
using Reactor.Tasks;

namespace Reactor.Sockets;

/// <summary>Asks the resolver, wherever that runs, and brings the answer back to the loop's thread.</summary>
internal static class NameQuery
{
    /// <param name="core">The loop.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Cancelled when the answer is not wanted any more.</param>
    /// <param name="answered">Called once on the loop's thread, never from inside this call; with a cancellation, anywhere, once the loop is closed.</param>
    public static void Start(LoopCore core, DnsEndPoint name, Action<IPAddress[]?, Exception?> answered, CancellationToken cancellation) =>
        _ = Ask(core, name, answered, cancellation);

    private static async Task Ask(LoopCore core, DnsEndPoint name, Action<IPAddress[]?, Exception?> answered, CancellationToken cancellation)
    {
        IPAddress[]? addresses = null;
        Exception? failure = null;
#pragma warning disable CA1031 // Whatever the resolver throws is the answer.
        try
        {
            addresses = await core.NameResolver.ResolveAsync(name.Host, name.AddressFamily, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
#pragma warning restore CA1031

        AnswerWork answer = new(answered, addresses, failure);
        if (!core.Tasks.Post(answer))
        {
            answer.Cancel();
        }
    }

    private sealed class AnswerWork(Action<IPAddress[]?, Exception?> answered, IPAddress[]? addresses, Exception? failure) : LoopWork
    {
        public override object? Culprit => answered.Target;

        public override void Run() => answered(addresses, failure);

        /// <summary>The loop is gone. What waits on it ended with it; a task that somebody awaits must end too.</summary>
        public override void Cancel() => answered(null, new OperationCanceledException("The event loop was disposed."));
    }
}
