using ChatServer;
using Reactor.Handlers;

namespace Reactor.Tests.Samples.ChatCrowds;

/// <summary>Clients that stop reading cost themselves, and nobody else.</summary>
public sealed class StalledReaderTests
{
    [Test]
    public void Who_stops_reading_is_closed_at_the_limit_and_the_others_hear_everything() => Stall(guests: 100, stalled: 5, limit: 64 * 1024);

    [Test]
    [Explicit]
    [Category("Soak")]
    public void Ten_of_a_thousand_who_stop_reading_are_closed_at_the_limit() => Stall(guests: 1_000, stalled: 10, limit: 1024 * 1024);

    /// <summary>A reader that is merely slow is asked whether it is there, and its answer is heard although much waits for it.</summary>
    [Test]
    public void What_a_slow_reader_says_is_heard_while_its_output_waits()
    {
        using ChatHall hall = new();
        hall.Fill(2);
        Guest slow = hall.Guests[1];
        slow.PauseReading();
        int said = 0;
        while (hall.Chat.FindUser(slow.Nick)!.Client.Backlog < 100_000)
        {
            Talk(hall, [hall.Guests[0]], ref said, rounds: 1);
        }

        slow.Send("NICK turtle\r\n"u8);
        hall.Until(() => hall.Chat.FindUser("turtle") is not null);

        slow.ResumeReading();
        hall.Until(() => slow.Heard == said);
    }

    private static void Stall(int guests, int stalled, int limit)
    {
        using ChatHall hall = new(new ChatOptions { SendQueue = limit });
        hall.Fill(guests);
        Guest[] asleep = [.. hall.Guests.TakeLast(stalled)];
        Guest[] awake = [.. hall.Guests.SkipLast(stalled)];
        int said = 0;
        Talk(hall, awake, ref said, rounds: 20);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.That(hall.BlocksInUse, Is.EqualTo((0, 0)));

        Array.ForEach(asleep, guest => guest.Stall());
        int mostQueued = 0;
        while (hall.Chat.Users.Count() > awake.Length)
        {
            Talk(hall, awake, ref said, rounds: 1);
            SayAndHearInOneTurn(hall, awake, ref said);
            mostQueued = Math.Max(mostQueued, hall.Chat.Users.Max(user => user.Client.Backlog));
            Assert.That(said, Is.LessThan(100_000), "They are never closed.");
        }

        // Those who are left hear of it, and while they talk on the memory of what was queued is given up.
        Talk(hall, awake, ref said, rounds: 200);
        for (int turn = 0; turn < 20 * 1_024; turn++)
            hall.ServerTurn(TimeSpan.Zero);

        hall.Until(() => Array.TrueForAll(awake, guest => guest.SendQuits == stalled));
        Assert.That(mostQueued, Is.InRange(limit / 2, limit));
        Assert.That(awake.Select(guest => guest.OtherQuits), Has.All.Zero);
        Assert.That(awake.Select(guest => guest.Reason), Has.All.Null);
        Assert.That(GC.GetTotalMemory(forceFullCollection: true), Is.LessThan(before * 1.1));
        Assert.That(hall.BlocksInUse, Is.EqualTo((0, 0)), "Nobody has anything queued any more.");

        Array.ForEach(asleep, guest => guest.ResumeReading());
        hall.Until(() => Array.TrueForAll(asleep, guest => guest.Reason is not null));
        Assert.That(asleep.Select(guest => guest.Reason!.Value.Kind), Has.All.EqualTo(CloseKind.Failed), "A reset: nobody takes a last word from there.");
    }

    /// <summary>Whoever stalls, the others have a line when the server has taken one turn.</summary>
    private static void SayAndHearInOneTurn(ChatHall hall, Guest[] listeners, ref int said)
    {
        Guest speaker = listeners[0];
        hall.Say([speaker], lines: 1, "now");
        hall.ServerTurn();
        int wanted = ++said;
        hall.UntilOfClients(() => Array.TrueForAll(listeners, guest => guest == speaker || guest.Heard == wanted));
    }

    private static void Talk(ChatHall hall, Guest[] listeners, ref int said, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Guest speaker = listeners[0];
            hall.Say([speaker], lines: 50, new string('.', 300));
            said += 50;
            int wanted = said;
            hall.Until(() => Array.TrueForAll(listeners, guest => guest == speaker || guest.Heard == wanted));
            if (listeners.Length == 1)
            {
                hall.ServerTurn();
            }
        }
    }
}
