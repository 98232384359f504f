namespace Reactor.Micro;

/// <summary>How many bytes an operation gets through, for a benchmark whose figure is read as GB/s.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BytesAttribute(int count) : Attribute
{
    public int Count => count;
}
