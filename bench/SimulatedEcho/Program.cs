// What a simulation costs: how many messages it echoes in a second of real time, and how long an hour of virtual time takes.
const int Rounds = 5;
double[] rates = [.. Enumerable.Range(0, Rounds).Select(_ => Echo.Rate(connections: 50, TimeSpan.FromSeconds(5)))];
Report("echo, 50 connections x 64 B, messages per second", rates);
double[] hours = [.. Enumerable.Range(0, Rounds).Select(_ => Hour.Seconds(connections: 1_000))];
Report("an hour of 1,000 connections, a message a minute each, seconds", hours);

static void Report(string what, double[] figures)
{
    Array.Sort(figures);
    Console.WriteLine($"{what}: median {figures[figures.Length / 2]:N2} ({figures[0]:N2} to {figures[^1]:N2})");
}
