using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.Tests.Simulated;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.SystemCalls;

/// <summary>Unix sockets and their names.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class UnixSocketTests(KernelKind kind) : KernelFixture(kind)
{
    private string _path = "";

    // Not all of it is ASCII: the name reaches the kernel as UTF-8.
    [SetUp]
    public void ChoosePath() => _path = Path.Combine(Path.GetTempPath(), $"réactor-{Path.GetRandomFileName()}");

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void A_path_is_bound_told_and_removed()
    {
        UnixDomainSocketEndPoint endPoint = new(_path);
        int listener = Listener(endPoint);
        (int client, int server) = Connect(listener);

        Assert.That(SocketAddress.Read(NameOf(listener)), Is.EqualTo(endPoint));
        Assert.That(Kernel.Send(client, "hello"u8), Is.EqualTo(5));
        Assert.That(ReceiveAll(server, 5), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(File.Exists(_path), Is.EqualTo(Kind == KernelKind.Linux));
        Assert.That(Kernel.Unlink(_path), Is.Zero);
        Assert.That(File.Exists(_path), Is.False);
        Assert.That(Kernel.Unlink(_path), Is.EqualTo(-Errno.ENOENT));
    }

    [Test]
    public void A_path_that_is_made_anew_is_another_file()
    {
        UnixDomainSocketEndPoint endPoint = new(_path);
        int first = Bound(endPoint);
        Assert.That(Kernel.Identify(_path, out FileIdentity identity), Is.Zero);
        Assert.That(Kernel.Identify(_path, out FileIdentity again), Is.Zero);
        Kernel.Unlink(_path);
        Assert.That(Kernel.Identify(_path, out _), Is.EqualTo(-Errno.ENOENT));
        Bound(endPoint);
        Assert.That(Kernel.Identify(_path, out FileIdentity other), Is.Zero);
        Close(first);

        Assert.That(again, Is.EqualTo(identity));
        Assert.That(other, Is.Not.EqualTo(identity), "The first socket still holds on to its file.");
        Assert.That(Kernel.Identify(_path + "\0", out _), Is.EqualTo(-Errno.ENOENT));
        Kernel.Unlink(_path);
    }

    [Test]
    public void A_relative_path_is_looked_for_in_the_current_directory()
    {
        string name = $"réactor-{Path.GetRandomFileName()}";
        Bound(new UnixDomainSocketEndPoint(name));

        Assert.That(Kernel.GetCurrentDirectory(out string directory), Is.Zero);
        Assert.That(directory, Does.StartWith("/"));
        Assert.That(Kernel.Identify(name, out FileIdentity relative), Is.Zero);
        Assert.That(Kernel.Identify($"{directory.TrimEnd('/')}/{name}", out FileIdentity absolute), Is.Zero);
        Assert.That(absolute, Is.EqualTo(relative));
        Assert.That(Kernel.Unlink($"{directory.TrimEnd('/')}/{name}"), Is.Zero);
    }

    [Test]
    public void An_abstract_name_is_bound_told_and_leaves_no_file()
    {
        UnixDomainSocketEndPoint endPoint = new($"\0reactor-{Path.GetRandomFileName()}");
        int listener = Listener(endPoint);
        (int client, _) = Connect(listener);

        byte[] peer = new byte[SocketAddress.MaxLength];
        Assert.That(Kernel.GetPeerName(client, peer, out int length), Is.Zero);
        Assert.That(SocketAddress.Read(peer.AsSpan(0, length)), Is.EqualTo(endPoint));
        Assert.That(Kernel.Unlink(endPoint.ToString()), Is.EqualTo(-Errno.ENOENT));
    }

    [Test]
    public void A_client_without_a_name_has_no_end_point()
    {
        int listener = Listener(new UnixDomainSocketEndPoint(_path));
        int client = Opened(Kernel.Socket(AddressFamily.Unix, SocketType.Stream));
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.Zero);
        byte[] address = new byte[SocketAddress.MaxLength];

        Opened(Kernel.Accept(listener, address, out int length));

        Assert.That(length, Is.EqualTo(2));
        Assert.That(SocketAddress.Read(address.AsSpan(0, length)), Is.Null);
    }

    [Test]
    public void A_path_that_fills_the_whole_address_is_read_back()
    {
        // 108 bytes without a NUL: the base library makes no such end point, but another program may bind one.
        string path = _path.PadRight(107, 'x');
        byte[] address = [1, 0, .. System.Text.Encoding.UTF8.GetBytes(path)];
        Assume.That(address, Has.Length.EqualTo(110));
        int socket = Opened(Kernel.Socket(AddressFamily.Unix, SocketType.Stream));
        Assert.That(Kernel.Bind(socket, address), Is.Zero);
        try
        {
            Assert.That(SocketAddress.Read(NameOf(socket)), Has.Property("AddressFamily").EqualTo(AddressFamily.Unix));
            Assert.That(SocketAddress.Read(NameOf(socket))!.ToString(), Is.EqualTo(path));
        }
        finally
        {
            Assert.That(Kernel.Unlink(path), Is.Zero);
        }
    }

    [Test]
    public void Nobody_listening_is_refused_at_once()
    {
        int listener = Listener(new UnixDomainSocketEndPoint(_path));
        byte[] name = NameOf(listener);
        Close(listener);
        int client = Opened(Kernel.Socket(AddressFamily.Unix, SocketType.Stream));

        Assert.That(Kernel.Connect(client, name), Is.EqualTo(-Errno.ECONNREFUSED));
        Kernel.Unlink(_path);
        Assert.That(Kernel.Connect(client, name), Is.EqualTo(-Errno.ENOENT));
    }
}
