using Reactor.Polling;

namespace Reactor.Sockets;

/// <summary>
/// Corrects the clocks of connections after a turn that took long. They note activity with the time at which the turn began, which costs no
/// look at the clock. One callback that stalls must not make the peers behind it seem silent.
/// </summary>
internal static class LongTurn
{
    /// <summary>From how many nanoseconds on a turn is long: much more than a walk over every connection, much less than a timeout.</summary>
    public const long Least = 100_000_000;

    /// <summary>At the end of such a turn.</summary>
    public static void Tell(LoopCore core, long ended)
    {
        RegistrationTable table = core.Poller.Table;
        for (int slot = 0; slot < table.Length; slot++)
        {
            if (table[slot] is { Handler: IConnection connection })
            {
                connection.OnLongTurn(core.Now, ended);
            }
        }
    }
}
