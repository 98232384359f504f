using System.ComponentModel;
using System.Net;
using BenchmarkDotNet.Attributes;
using Native = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Micro;

[Description("The bytes of a `sockaddr` become an end point, and an end point becomes bytes.")]
public class Addresses
{
    private readonly byte[] _bytes = new byte[Native.MaxLength];
    private IPEndPoint _endPoint = new(IPAddress.Any, 0);
    private SocketAddress _address = new(System.Net.Sockets.AddressFamily.InterNetwork);
    private int _length;

    [Params("192.0.2.17", "2001:db8::17")]
    public string Address { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _endPoint = new IPEndPoint(IPAddress.Parse(Address), 4711);
        _address = _endPoint.Serialize();
        _length = Native.Write(_endPoint, _bytes);
        Warmth.Give(() =>
        {
            Read();
            Create();
            Write();
            Serialize();
        });
    }

    [Benchmark(Description = "address to IPEndPoint: Reactor")]
    [Ours]
    public EndPoint? Read() => Native.Read(_bytes.AsSpan(0, _length));

    [Benchmark(Description = "address to IPEndPoint: IPEndPoint.Create")]
    public EndPoint Create() => _endPoint.Create(_address);

    [Benchmark(Description = "IPEndPoint to address: Reactor")]
    [Ours]
    public int Write() => Native.Write(_endPoint, _bytes);

    [Benchmark(Description = "IPEndPoint to address: IPEndPoint.Serialize")]
    public SocketAddress Serialize() => _endPoint.Serialize();
}
