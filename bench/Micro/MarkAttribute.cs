namespace Reactor.Micro;

/// <summary>The most that a benchmark should take.</summary>
/// <param name="nanoseconds">For one operation.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MarkAttribute(int nanoseconds) : Attribute
{
    public int Nanoseconds => nanoseconds;

    /// <summary>The value of the one parameter for which the mark is meant; for all when it is zero.</summary>
    public int With { get; init; }
}
