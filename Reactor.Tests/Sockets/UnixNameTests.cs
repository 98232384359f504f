using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>The file that binding a Unix socket makes: the listener removes its own, and no other.</summary>
[NonParallelizable] // The current directory is the process's.
public sealed class UnixNameTests : SocketFixture
{
    private readonly string _before = Environment.CurrentDirectory;
    private string _here = "";
    private string _there = "";

    [SetUp]
    public void MakeDirectories()
    {
        _here = Directory.CreateTempSubdirectory("reactor-").FullName;
        _there = Directory.CreateTempSubdirectory("reactor-").FullName;
        Environment.CurrentDirectory = _here;
    }

    [TearDown]
    public void RemoveDirectories()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_here, recursive: true);
        Directory.Delete(_there, recursive: true);
    }

    [TestCase("server.sock")]
    [TestCase("@server.sock")]
    [TestCase("./server.sock")]
    public void Name_goes_with_its_listener(string name)
    {
        StreamListener listener = Loop.Listen(new UnixDomainSocketEndPoint(name), Keep);
        Assert.That(File.Exists(name));
        listener.Dispose();
        Assert.That(File.Exists(name), Is.False);
    }

    [Test]
    public void Name_that_a_successor_has_taken_over_stays()
    {
        UnixDomainSocketEndPoint path = new(Path.Combine(_here, "server.sock"));
        StreamListener old = Loop.Listen(path, static socket => socket.Dispose());
        File.Delete(path.ToString());
        StreamListener next = Loop.Listen(path, Keep);
        old.Dispose();
        Client(path);
        Loop.RunUntil(() => Accepted.Count == 1);
        next.Dispose();
        Assert.That(File.Exists(path.ToString()), Is.False);
    }

    [Test]
    public void Name_that_became_a_file_of_somebody_stays()
    {
        StreamListener listener = Loop.Listen(new UnixDomainSocketEndPoint("server.sock"), Keep);
        File.Delete("server.sock");
        File.WriteAllText("server.sock", "mine");
        listener.Dispose();
        Assert.That(File.ReadAllText("server.sock"), Is.EqualTo("mine"));
    }

    [Test]
    public void Name_is_looked_for_where_it_was_made()
    {
        StreamListener listener = Loop.Listen(new UnixDomainSocketEndPoint("server.sock"), Keep);
        File.WriteAllText(Path.Combine(_there, "server.sock"), "mine");
        Environment.CurrentDirectory = _there;
        listener.Dispose();
        Assert.That(File.Exists(Path.Combine(_here, "server.sock")), Is.False);
        Assert.That(File.ReadAllText("server.sock"), Is.EqualTo("mine"));
    }

    [Test]
    public void Name_goes_also_where_nobody_knows_the_full_path()
    {
        using EventLoop loop = new(new EventLoopOptions { Kernel = new LostKernel() });
        StreamListener listener = loop.Listen(new UnixDomainSocketEndPoint("server.sock"), Keep);
        listener.Dispose();
        Assert.That(File.Exists("server.sock"), Is.False);
    }

    private sealed class LostKernel : ForwardingKernel
    {
        public override int GetCurrentDirectory(out string directory)
        {
            directory = "";
            return -Errno.ENOENT;
        }
    }
}
