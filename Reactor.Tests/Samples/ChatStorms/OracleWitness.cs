using System.Net;
using System.Text;
using ChatServer;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>
/// Tells the oracle what the server is given, in the order in which the server takes it. Clients talk at the same time, so nobody knows that
/// order beforehand; once it is known, all that everybody hears follows from it.
/// </summary>
internal sealed class OracleWitness(Chat chat, Oracle oracle) : IChatWitness
{
    private const int MostGone = 1_000;

    private readonly Dictionary<Client, Person> _people = [];
    private readonly Dictionary<(IPAddress, int), Person> _byPeer = [];
    private readonly Queue<((IPAddress, int) Peer, Person Person)> _gone = [];

    public IReadOnlyDictionary<Client, Person> People => _people;

    public Oracle Oracle => oracle;

    public Chat Chat => chat;

    /// <summary>The last lines that the server was given, for the message of a failure.</summary>
    public Queue<string> Recent { get; } = [];

    /// <summary>The person at the other end of a connection; null if the server has not accepted it.</summary>
    public Person? Find(EndPoint? client) => client is IPEndPoint point ? _byPeer.GetValueOrDefault(Key(point)) : null;

    public void OnConnected(Client client)
    {
        Settle();
        IPEndPoint peer = (IPEndPoint)client.RemoteEndPoint!;
        Person person = oracle.Connect(Key(peer).Item1.ToString(), () => client.IsOpen);
        _people.Add(client, person);
        _byPeer[Key(peer)] = person;
    }

    public void OnLine(Client client, ReadOnlySpan<byte> line, bool isWhole)
    {
        Settle();
        Remember($"{_people[client].Prefix} {Encoding.Latin1.GetString(line)}");
        oracle.Hear(_people[client], line, isWhole);
    }

    public void OnLeaving(Client client, string reason)
    {
        Person person = _people[client];
        if (!person.HasLeft)
        {
            Settle();
            Remember($"{person.Prefix} is gone: {reason}");
        }

        if (reason == "Server shutting down")
            oracle.IsStopping = true;
        oracle.Leave(person, reason);
    }

    public void OnClosed(Client client)
    {
        Settle();
        _people.Remove(client, out Person? person);
        oracle.Disconnect(person!);

        // The other side may end later, and still wants to know what it should have heard. But not all who ever came are kept.
        _gone.Enqueue((Key((IPEndPoint)client.RemoteEndPoint!), person!));
        if (_gone.Count > MostGone && _gone.Dequeue() is var oldest && _byPeer[oldest.Peer] == oldest.Person)
            _byPeer.Remove(oldest.Peer);
    }

    /// <summary>By now the server has done all that the last line made it do.</summary>
    public void Settle()
    {
        if (oracle.Owed is [var person, ..])
            throw new AssertionException($"{person.Prefix} should have left: {person.ForeseenEnd}.");
    }

    private void Remember(string what)
    {
        Recent.Enqueue(what);
        if (Recent.Count > 25)
            Recent.Dequeue();
    }

    private static (IPAddress, int) Key(IPEndPoint point) =>
        (point.Address.IsIPv4MappedToIPv6 ? point.Address.MapToIPv4() : point.Address, point.Port);
}
