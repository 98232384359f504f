namespace ChatServer;

/// <summary>
/// Sees what happens to the server, in the order in which it happens and each time before the server does anything about it. What it sees is
/// all that the server's state depends on, so a test can foretell what everybody will hear.
/// </summary>
internal interface IChatWitness
{
    void OnConnected(Client client);

    /// <param name="client">Who sent it.</param>
    /// <param name="line">As it came, without its end.</param>
    /// <param name="isWhole">Whether that is all of it, and not only the beginning of a line that is too long to be kept.</param>
    void OnLine(Client client, ReadOnlySpan<byte> line, bool isWhole);

    /// <summary>A user leaves, for whatever reason; also within one of the calls above.</summary>
    void OnLeaving(Client client, string reason);

    /// <summary>The connection is over, and the user has left.</summary>
    void OnClosed(Client client);
}
