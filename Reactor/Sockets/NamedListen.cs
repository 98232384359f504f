using System.Net;
using System.Net.Sockets;

namespace Reactor.Sockets;

/// <summary>Listens on the first address of a name that can be bound.</summary>
internal static class NamedListen
{
    public static Task<StreamListener> Start(
        LoopCore core, DnsEndPoint name, Func<EndPoint, StreamListener> listen, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<StreamListener>(cancellation);
        }

        TaskCompletionSource<StreamListener> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IPAddress.TryParse(name.Host, out IPAddress? literal))
        {
            Complete(completion, name, [literal], null, listen);
        }
        else
        {
            // The resolver may take its time to give up, or never do so: whoever waits need not wait for that.
            CancellationTokenSource givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, core.Ending.Token);
            CancellationToken token = givenUp.Token;
            token.UnsafeRegister(_ => completion.TrySetCanceled(cancellation.IsCancellationRequested ? cancellation : token), null);
            NameQuery.Start(
                core,
                name,
                (addresses, failure) =>
                {
                    givenUp.Dispose();
                    Complete(completion, name, addresses ?? [], failure, listen);
                },
                token);
        }

        return completion.Task;
    }

    private static void Complete(
        TaskCompletionSource<StreamListener> completion, DnsEndPoint name, IPAddress[] addresses, Exception? failure, Func<EndPoint, StreamListener> listen)
    {
        if (completion.Task.IsCompleted)
        {
            return;
        }

        if (failure is OperationCanceledException cancelled)
        {
            completion.TrySetCanceled(cancelled.CancellationToken);
            return;
        }

        List<string> errors = [];
        SocketError error = (failure as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound;
        foreach (IPAddress address in addresses)
        {
            try
            {
                StreamListener listener = listen(new IPEndPoint(address, name.Port));
                if (!completion.TrySetResult(listener))
                {
                    // Given up on another thread at this very moment; nobody would close it.
                    listener.Dispose();
                }

                return;
            }
            catch (SocketException exception)
            {
                error = exception.SocketErrorCode;
                errors.Add(exception.Message);
            }
#pragma warning disable CA1031 // Anything else goes to whoever awaits the task, too; the next address would fare no better.
            catch (Exception exception)
            {
                completion.TrySetException(exception);
                return;
            }
#pragma warning restore CA1031
        }

        string message = errors.Count > 0
            ? string.Join(" ", errors)
            : $"Could not listen on {name.Host}:{name.Port}: {failure?.Message ?? "the name has no address"}";
        completion.TrySetException(new SocketException((int)error, message));
    }
}
