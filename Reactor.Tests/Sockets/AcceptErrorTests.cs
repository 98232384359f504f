using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>Errors of accept that concern one connection, and those that concern the listener. For descriptors that have run out see <see cref="ExhaustionTests"/>.</summary>
public sealed class AcceptErrorTests : SocketFixture
{
    [TestCase(Errno.EINTR)] // Bug 11
    [TestCase(Errno.ECONNABORTED)]
    [TestCase(Errno.EPROTO)]
    [TestCase(Errno.EPERM)]
    [TestCase(Errno.ENETDOWN)]
    [TestCase(Errno.ENETUNREACH)]
    [TestCase(Errno.ENONET)]
    [TestCase(Errno.EHOSTDOWN)]
    [TestCase(Errno.EHOSTUNREACH)]
    [TestCase(Errno.ENOPROTOOPT)]
    [TestCase(Errno.ETIMEDOUT)]
    [TestCase(Errno.ECONNRESET)]
    [TestCase(Errno.EOPNOTSUPP)]
    public void Error_of_one_connection_leaves_the_next_one_to_be_accepted_at_once(int errno)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int calls = 0;
        Kernel.AcceptFault = _ => calls++ == 0 ? errno : 0;
        Client(listener);
        Loop.RunOnce();
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Has.Count.EqualTo(1));
            Assert.That(Loop.Statistics.AcceptPauses, Is.Zero);
            Assert.That(listener.IsOpen, Is.True);
        });
    }

    [Test] // Bug 11
    public void Errors_without_end_leave_the_others_their_turn()
    {
        MakeLoop(acceptBudget: 8);
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Kernel.AcceptFault = _ => Errno.ECONNABORTED;
        Client(listener);
        Loop.RunOnce();
        Assert.That(Kernel.AcceptCalls, Is.EqualTo(8));
    }

    [TestCase(Errno.EBADF)] // Bug 11
    [TestCase(Errno.EINVAL)]
    [TestCase(Errno.ENOTSOCK)]
    public void Error_of_the_listener_closes_it_and_is_logged(int errno)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Kernel.AcceptFault = _ => errno;
        Socket client = Client(listener);
        Loop.RunUntil(() => !listener.IsOpen);
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.AcceptCalls, Is.EqualTo(1));
            Assert.That(Log.Messages(14), Has.One.Contains(listener.LocalEndPoint.ToString()).And.One.Contains(Errno.Describe(errno)));
            Assert.That(client.Connected, Is.True);
        });
    }
}
