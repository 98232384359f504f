using System.Text;
using ChatServer;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>How connections end, and what the others and the one that goes hear of it.</summary>
public sealed class QuitTests : ChatFixture
{
    [TestCase("QUIT", "Quit"), TestCase("QUIT :", "Quit"), TestCase("QUIT :good bye", "Quit: good bye")]
    public void QUIT_is_heard_once_by_each_who_shares_a_channel(string line, string reason)
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);
        Gather("#b", alice, bob);

        bob.Say(line, "PRIVMSG alice :too late");

        bob.HearsLast($"ERROR :Closing Link: 127.0.0.1 ({reason})");
        alice.Hears($"{bob.Prefix} QUIT :{reason}");
        carol.Hears();
        alice.Asks("NAMES #a", alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice"), alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        alice.Asks("PRIVMSG bob :hi", Numeric.ERR_NOSUCHNICK, "bob :No such nick/channel");
    }

    [Test]
    public void QUIT_before_registration_is_answered_too()
    {
        Start();
        IrcClient early = Connect();

        early.Say("QUIT :bye");

        early.HearsLast("ERROR :Closing Link: 127.0.0.1 (Quit: bye)");
        Assert.That(Server.Census.Unknown, Is.Zero);
    }

    [Test]
    public void A_long_reason_is_cut()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        bob.Say($"QUIT :{new string('x', 504)}");

        RunUntil(() => bob.Ended is not null, "bob is gone");
        Assert.That(bob.Lines.Single(), Has.Length.EqualTo(510));
        Assert.That(alice.Take().Single(), Is.EqualTo($"{bob.Prefix} QUIT :Quit: ".PadRight(510, 'x')));
    }

    [Test]
    public void All_that_was_answered_before_arrives()
    {
        Start();
        IrcClient bob = Join("bob");

        bob.Say("PING 1", "PING 2", "QUIT");

        bob.HearsLast(":chat.local PONG chat.local :1", ":chat.local PONG chat.local :2", "ERROR :Closing Link: 127.0.0.1 (Quit)");
        Assert.That(bob.Ended!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void Who_ends_its_side_is_answered_and_goes()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        bob.Say("PING 1");
        bob.SendText("PING unfinished");
        bob.HalfClose();

        bob.HearsLast(":chat.local PONG chat.local :1", "ERROR :Closing Link: 127.0.0.1 (Remote host closed the connection)");
        alice.Hears($"{bob.Prefix} QUIT :Remote host closed the connection");
    }

    [Test]
    public void Who_resets_its_connection_is_said_to_have()
    {
        Start();
        IrcClient alice = Join("alice");
        using RawClient bob = new(EndPoint);
        bob.Send("NICK bob\r\nUSER bob 0 * :Bob\r\nJOIN #a\r\n");
        Loop.RunUntil(() => bob.Text.Contains(" 366 "));
        Gather("#a", alice);

        bob.Reset();
        Loop.RunUntil(() => Server.FindUser("bob") is null);

        alice.Hears(":bob!~bob@127.0.0.1 QUIT :Connection reset by peer");
    }

    [Test]
    public void Whose_machine_is_gone_is_noticed_by_silence()
    {
        Simulate(Plain with { PingTimeout = TimeSpan.FromSeconds(60) });
        IrcClient alice = Join("alice");
        SimulatedHost lost = Simulation!.AddHost("lost");
        Lost bob = new();
        lost.Loop.Connect(EndPoint, bob);
        Simulation.RunUntil(() => Server.FindUser("bob") is not null);
        Gather("#a", alice);
        Simulation.Network.Isolate(lost);

        for (int round = 0; round < 4; round++)
        {
            Pass(TimeSpan.FromSeconds(20));
            alice.Say("PONG x");
            alice.Settle();
        }

        alice.Hears($":bob!~bob@{lost.Address} QUIT :Ping timeout: 60 seconds");
    }

    [Test]
    public void Operators_leave_and_the_channel_stays()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Say("QUIT");
        RunUntil(() => alice.Ended is not null, "alice is gone");

        bob.Hears($"{alice.Prefix} QUIT :Quit");
        bob.Asks("MODE #a +i", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
    }

    [Test]
    public void When_the_server_stops_everybody_is_told_that_and_nothing_else()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), early = Connect();
        Gather("#a", alice, bob);
        alice.Say("PING 1");
        alice.Settle();

        Loop.BeginStop(TimeSpan.FromSeconds(10));

        const string Last = "ERROR :Closing Link: 127.0.0.1 (Server shutting down)";
        alice.HearsLast(":chat.local PONG chat.local :1", Last);
        bob.HearsLast(Last);
        early.HearsLast(Last);
    }

    [Test]
    public void A_stop_lets_clients_take_what_waits_for_them()
    {
        Simulate(Plain with { SendQueue = 0 });
        IrcClient alice = Join("alice"), slow = Join("slow");
        slow.StopReading();
        alice.Say([.. Enumerable.Repeat($"PRIVMSG slow :{new string('x', 400)}", 500)]);
        alice.Skip();

        Loop.BeginStop(TimeSpan.FromSeconds(10));
        Pass(TimeSpan.FromSeconds(1));
        Assert.That(Loop.IsStopped, Is.False);
        slow.ReadOn();
        Simulation!.RunUntil(() => Loop.IsStopped);

        Assert.That(slow.Lines, Has.Exactly(500).Contains(" PRIVMSG slow :"));
        Assert.That(slow.Lines[^1], Is.EqualTo("ERROR :Closing Link: 10.0.0.2 (Server shutting down)"));
    }

    [Test]
    public void A_stop_waits_no_longer_than_it_was_told()
    {
        Simulate(Plain with { SendQueue = 0 });
        IrcClient alice = Join("alice"), slow = Join("slow");
        slow.StopReading();
        alice.Say([.. Enumerable.Repeat($"PRIVMSG slow :{new string('x', 400)}", 500)]);
        alice.Skip();

        Loop.BeginStop(TimeSpan.FromSeconds(5));
        Pass(TimeSpan.FromSeconds(6));

        Assert.That(Loop.IsStopped);
    }

    private sealed class Lost : LineHandler
    {
        protected override void OnConnected() => Send(Encoding.ASCII.GetBytes("NICK bob\r\nUSER bob 0 * :Bob\r\nJOIN #a\r\n"));

        protected override void OnLine(ReadOnlySpan<byte> line)
        {
        }
    }
}
