using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

bool inline = args.Contains("--inline");
PeerOptions options = PeerOptions.Parse([.. args.Where(argument => argument != "--inline")]);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.Services.AddSingleton<Room>();
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
builder.WebHost.UseSockets(sockets =>
{
    sockets.IOQueueCount = 1;
    sockets.UnsafePreferInlineScheduling = inline;
});
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port, endPoint =>
{
    switch (options.Mode)
    {
        case "line":
            endPoint.UseConnectionHandler<LineHandler>();
            break;
        case "broadcast":
            endPoint.UseConnectionHandler<MemberHandler>();
            break;
        default:
            endPoint.UseConnectionHandler<EchoHandler>();
            break;
    }
}));

await using WebApplication server = builder.Build();
await server.StartAsync();
PeerOptions.Announce(new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.Single()).Port));
await server.WaitForShutdownAsync(); // SIGTERM is the host's business.
