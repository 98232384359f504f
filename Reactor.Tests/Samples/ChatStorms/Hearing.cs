using System.Net;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>Compares every line that a client hears with what the oracle has foretold for it.</summary>
internal sealed class Hearing(OracleWitness witness)
{
    private const int Kept = 8;

    private readonly Queue<string> _heard = [];
    private Person? _self;

    /// <summary>The client's own end of its connection.</summary>
    public EndPoint? Address { get; set; }

    private Person? Self => _self ??= witness.Find(Address);

    /// <summary>A line without its tags.</summary>
    public static string Body(string line) => line.StartsWith('@') ? line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..] : line;

    public void Take(string heard)
    {
        _heard.Enqueue(heard);
        if (_heard.Count > Kept)
            _heard.Dequeue();
        if (Self is not { Future.Count: > 0 } self)
        {
            Fail($"heard '{heard}', and nothing was to come");
            return;
        }

        bool isExpected = self.Future.Peek().Take(heard, out bool isDone);
        while (!isExpected && self.Future.Peek().IsOptional)
        {
            self.Future.Dequeue();
            isExpected = self.Future.Peek().Take(heard, out isDone);
        }

        if (!isExpected)
            Fail($"heard '{heard}' instead of '{self.Future.Peek()}'");
        if (isDone)
            self.Future.Dequeue();
    }

    /// <summary>Nothing more will come: all of it must have.</summary>
    public void CheckComplete()
    {
        if (Self is { Future.Count: > 0 } self)
            Fail($"should also have heard '{self.Future.Peek()}'");
    }

    public void Fail(string complaint) => throw new AssertionException(
        $"{Self?.Prefix ?? "nobody"} {complaint}.\nBefore that:\n{string.Join('\n', _heard)}\nThe server had heard:\n{string.Join('\n', witness.Recent)}");
}
