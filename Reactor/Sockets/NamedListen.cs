using System.Net;
using System.Net.Sockets;

namespace Reactor.Sockets;

/// <summary>Listens on the first address of a name that can be bound.</summary>
internal static class NamedListen
{
    public static Task<StreamListener> Start(
        LoopCore core, DnsEndPoint name, Func<EndPoint, StreamListener> listen, CancellationToken cancellation)
    {
        TaskCompletionSource<StreamListener> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IPAddress.TryParse(name.Host, out IPAddress? literal))
        {
            Complete(completion, name, [literal], null, listen);
        }
        else
        {
            NameQuery.Start(core, name, (addresses, failure) => Complete(completion, name, addresses ?? [], failure, listen), cancellation);
        }

        return completion.Task;
    }

    private static void Complete(
        TaskCompletionSource<StreamListener> completion, DnsEndPoint name, IPAddress[] addresses, Exception? failure, Func<EndPoint, StreamListener> listen)
    {
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
                completion.TrySetResult(listen(new IPEndPoint(address, name.Port)));
                return;
            }
            catch (SocketException exception)
            {
                error = exception.SocketErrorCode;
                errors.Add(exception.Message);
            }
        }

        string message = errors.Count > 0
            ? string.Join(" ", errors)
            : $"Could not listen on {name.Host}:{name.Port}: {failure?.Message ?? "the name has no address"}";
        completion.TrySetException(new SocketException((int)error, message));
    }
}
