// A crowd of chat clients on one loop: does everybody hear everything, once and in order, and how soon?
using Reactor;

if (LoadOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

using EventLoop loop = new();
Crowd crowd = new(loop, options);
crowd.Connect();
crowd.Talk("all read");
if (options.Stalled > 0)
{
    crowd.TalkPast(options.Stalled);
    crowd.Talk("after that");
}

Console.WriteLine(crowd.Failures == 0 ? "Nothing was lost, doubled or out of order." : $"{crowd.Failures} failures.");
return crowd.Failures == 0 ? 0 : 1;
