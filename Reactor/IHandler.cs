namespace Reactor;

/// <summary>Hears of the readiness of one descriptor.</summary>
/// <remarks>
/// <para>
/// Every method is called on the loop's thread. An exception costs this registration, which is disposed, with a <see cref="StreamSocket"/> that it is
/// of, which is reset; and nothing else.
/// </para>
/// <para>
/// Readiness is level-triggered: what is not dealt with is reported again in the next turn. So a method whose interest is armed
/// must be written; the ones that are not throw and say so, because an empty one would be a silent busy loop.
/// </para>
/// </remarks>
public interface IHandler
{
    /// <summary>There are connections to accept.</summary>
    /// <param name="registration">The registration that is ready.</param>
    void OnAccept(Registration registration) => throw Missing(nameof(OnAccept), Interest.Accept);

    /// <summary>
    /// There is input to read, its end, or an error that the next read returns. After a read of 0 drop <see cref="Interest.Read"/>
    /// or dispose the registration: the end of input stays readable for ever.
    /// </summary>
    /// <param name="registration">The registration that is ready.</param>
    void OnReadable(Registration registration) => throw Missing(nameof(OnReadable), Interest.Read);

    /// <summary>There is room to write, or an error that the next write returns.</summary>
    /// <param name="registration">The registration that is ready.</param>
    void OnWritable(Registration registration) => throw Missing(nameof(OnWritable), Interest.Write);

    /// <summary>
    /// The other side has gone and no read would tell. It comes once. After a hang-up the interest is gone already; after an error alone, as of a pipe
    /// whose reader has gone, it is not: drop it, or dispose the registration, or every turn calls <see cref="OnWritable"/>.
    /// Disposes the registration unless overridden, and resets the socket if it is that of a <see cref="StreamSocket"/>.
    /// </summary>
    /// <param name="registration">The registration that hung up.</param>
    void OnHangup(Registration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        registration.Abandon();
    }

    private NotSupportedException Missing(string method, Interest interest) =>
        new($"{GetType()} is registered for {interest} but does not implement {method}. Implement it, or register without {interest}.");
}
