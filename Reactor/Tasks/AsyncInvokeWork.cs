namespace Reactor.Tasks;

/// <summary>Starts an asynchronous function on the loop's thread and completes a task when that function's has.</summary>
/// <remarks>
/// As <see cref="InvokeWork{T}"/>: the task completes elsewhere, and an exception is the caller's. If the loop ends while the function
/// is under way, what it awaits may never come back, so the task is cancelled.
/// </remarks>
internal sealed class AsyncInvokeWork<T>(Func<Task<T>> function, CancellationToken ending) : LoopWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override object? Culprit => function.Target;

    public override void Run() => _ = Await();

    public override void Cancel() => _completion.TrySetCanceled();

    private async Task Await()
    {
        using CancellationTokenRegistration registration = ending.UnsafeRegister(static work => ((AsyncInvokeWork<T>)work!).Cancel(), this);
#pragma warning disable CA1031 // Whatever the function throws belongs to whoever awaits the task.
        try
        {
            _completion.TrySetResult(await function());
        }
        catch (OperationCanceledException exception)
        {
            _completion.TrySetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
#pragma warning restore CA1031
    }
}
