namespace Reactor.SystemCalls;

/// <summary>What a file is, whatever its name: two names with equal identities stand for the same file while it exists.</summary>
/// <param name="Device">The device that the file is on.</param>
/// <param name="Inode">The number of the file there. It is free for another once nothing refers to the file any more.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode);
