namespace Reactor.Micro;

/// <summary>Says that a benchmark measures Reactor. What has none is how one would do the same with the base library.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OursAttribute : Attribute;
