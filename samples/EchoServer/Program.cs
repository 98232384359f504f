using System.Net.Sockets;
using System.Runtime.InteropServices;
using EchoServer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Reactor;

if (!EchoOptions.TryParse(args, out EchoOptions? options, out string? message))
{
    Console.Error.WriteLine(message);
    return 2;
}

if (options.Help)
{
    Console.WriteLine(EchoOptions.Usage);
    return 0;
}

using ILoggerFactory logging = LoggerFactory.Create(builder => builder
    .SetMinimumLevel(options.Verbose ? LogLevel.Debug : LogLevel.Information)
    .AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    }));
ILogger logger = logging.CreateLogger("EchoServer");
using EventLoop loop = new(new EventLoopOptions { Logger = logging.CreateLogger("Reactor") });

int exitCode = 0;
loop.Defer(async () =>
{
    try
    {
        StreamListener listener = await Echo.Start(loop, options, logger);
        logger.LogInformation("Listening on {EndPoint}", listener.LocalEndPoint);
    }
    catch (SocketException exception)
    {
        Console.Error.WriteLine($"EchoServer: {exception.Message}");
        exitCode = 1;
        loop.Stop();
    }
});

// The first signal lets clients finish, for ten seconds at most; a second one does not.
TimeSpan patience = TimeSpan.FromSeconds(10);
foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
{
    loop.OnSignal(signal, () =>
    {
        loop.BeginStop(patience);
        patience = TimeSpan.Zero;
    });
}

loop.Run();
return exitCode;
