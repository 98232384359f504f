using System.Runtime.ExceptionServices;

namespace Reactor.Tests.Support;

/// <summary>Threads that are not the loop's.</summary>
internal static class Elsewhere
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs an action on another thread and waits for it.</summary>
    public static void Run(Action action) => Start(action).Finish();

    /// <summary>Starts an action on another thread. <see cref="Errand.Finish"/> waits for it and throws what it threw.</summary>
    public static Errand Start(Action action) => new(action);

    internal sealed class Errand
    {
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _failure;

        public Errand(Action action)
        {
            _thread = new Thread(() => Call(action)) { IsBackground = true };
            _thread.Start();
        }

        public bool IsFinished => !_thread.IsAlive;

        public void Finish()
        {
            Assert.That(_thread.Join(s_patience), Is.True, "The other thread does not end.");
            _failure?.Throw();
        }

        private void Call(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
