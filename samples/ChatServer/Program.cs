using System.Net.Sockets;
using System.Runtime.InteropServices;
using ChatServer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Reactor;

if (!CommandLine.TryParse(args, out ChatOptions? options, out string? message))
{
    Console.Error.WriteLine(message);
    return 2;
}

if (options.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

using ILoggerFactory logging = LoggerFactory.Create(builder => builder
    .SetMinimumLevel(options.Verbose ? LogLevel.Debug : LogLevel.Information)
    .AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    }));
ILogger logger = logging.CreateLogger("ChatServer");

// Chat lines are short. What a client that is not read for a while has already sent is kept, and this bounds it.
using EventLoop loop = new(new EventLoopOptions { Logger = logging.CreateLogger("Reactor"), ReceiveBufferSize = 16 * 1024 });

Chat? chat = null;
int exitCode = 0;
loop.Defer(async () =>
{
    try
    {
        IReadOnlyList<string>? motd = options.MotdFile is null ? null : await Motd.ReadAsync(options.MotdFile);
        chat = await Chat.Start(loop, options, logger);
        chat.Motd = motd;
        logger.LogInformation("Listening on {EndPoint}", chat.Listener!.LocalEndPoint);
    }
    catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"ChatServer: {exception.Message}");
        exitCode = 1;
        loop.Stop();
    }
});

loop.OnSignal(PosixSignal.SIGHUP, async () =>
{
    try
    {
        if (chat is not null && options.MotdFile is not null)
        {
            chat.Motd = await Motd.ReadAsync(options.MotdFile);
            logger.LogInformation("The message of the day was read again");
        }
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        logger.LogWarning("The message of the day stays as it was: {Reason}", exception.Message);
    }
});

// The first signal lets clients take what is queued for them, for ten seconds at most; a second one does not.
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
