namespace Race;

/// <summary>Something that ends a race, or keeps one server out of it, in words for the person who started it.</summary>
internal sealed class RaceException(string message) : Exception(message);
