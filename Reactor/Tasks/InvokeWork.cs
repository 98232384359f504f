namespace Reactor.Tasks;

/// <summary>Calls a function on the loop's thread and completes a task with what it gives.</summary>
/// <remarks>
/// The task completes asynchronously: what awaits it elsewhere never runs on the loop. An exception is the caller's, who awaits
/// the task, and is no fault of the loop.
/// </remarks>
internal sealed class InvokeWork<T>(Func<T> function) : LoopWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override object? Culprit => function.Target;

    public override void Run()
    {
#pragma warning disable CA1031 // Whatever the function throws belongs to whoever awaits the task.
        try
        {
            _completion.TrySetResult(function());
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
#pragma warning restore CA1031
    }

    public override void Cancel() => _completion.TrySetCanceled();
}
