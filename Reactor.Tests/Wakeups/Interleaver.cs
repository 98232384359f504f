namespace Reactor.Tests.Wakeups;

/// <summary>
/// Lets one thread run at a time. Before each of its steps a thread asks here who goes on, itself or another; the answers come from
/// <see cref="Choices"/>, so that all of them are tried in the end.
/// </summary>
/// <param name="loop">The thread that turns the loop; it may block.</param>
/// <param name="producers">The threads that hand work to it; they never wait for the loop.</param>
/// <param name="areAlike">
/// Whether the producers do the same. Then exchanging them changes nothing but their names, so they begin in their order, and none is
/// left out that differs.
/// </param>
/// <param name="mergesRuns">Whether a run that comes to a state where another has been tries nothing more from there.</param>
internal sealed class Interleaver(Actor loop, Actor[] producers, bool areAlike, bool mergesRuns)
{
    // A run that goes well takes some dozens.
    private const int MostSteps = 1_000;

    private readonly Choices _choices = new();
    private readonly Landmarks _landmarks = new(loop, producers);
    private readonly List<(Actor Actor, string Step)> _steps = [];
    private readonly List<Actor> _candidates = [];
    private Actor? _running;

    /// <summary>The run so far, one step a line.</summary>
    public string Schedule => string.Join(Environment.NewLine, _steps.Select(static (step, index) => $"{index + 1,3}. {step.Actor.Name} {step.Step}"));

    /// <summary>Tells what lies in memory, for <see cref="Landmarks"/>.</summary>
    public Func<LoopMemory.Content> Memory { get; set; } = null!;

    /// <summary>In how many states a run could go on in several ways.</summary>
    public int States => _landmarks.Count;

    /// <summary>Begins a run on the loop's thread.</summary>
    public void Begin()
    {
        _steps.Clear();
        loop.Reset("runs");
        Array.ForEach(producers, static producer => producer.Reset("begins"));
        _landmarks.BeginTurn();
        _running = loop;
    }

    /// <summary>The run is over: what is called from now on is no step.</summary>
    public void End() => _running = null;

    /// <returns>Whether there is a run that has not been tried.</returns>
    public bool Next() => _choices.Next();

    /// <summary>A turn of the loop is over; it hands nothing on to the next one but what lies in memory.</summary>
    public void BeginTurn() => _landmarks.BeginTurn();

    /// <summary>A thread is about to take a step: now is the moment for others.</summary>
    public void Yield(string step)
    {
        if (_running is not { } self)
        {
            return;
        }

        self.Next = step;
        Switch(self, Choose());
        Note(self);
    }

    /// <summary>The loop blocks until <see cref="Wake"/>.</summary>
    /// <returns>False when nobody is left who could wake it.</returns>
    public bool Block()
    {
        loop.IsBlocked = true;
        loop.Next = "is woken";
        Switch(loop, Choose());
        if (loop.IsBlocked)
        {
            return false;
        }

        Note(loop);
        return true;
    }

    /// <summary>The loop may run again.</summary>
    public void Wake() => loop.IsBlocked = false;

    /// <summary>A producer has the baton for the first time in a run.</summary>
    public void Start(Actor producer, string step)
    {
        producer.Next = step;
        Note(producer);
    }

    /// <summary>A producer has done all that it does in a run.</summary>
    public void Finish(Actor producer)
    {
        producer.HasFinished = true;
        if (_running is null)
        {
            return;
        }

        Actor next = Choose();
        _running = next;
        next.GiveBaton();
    }

    private void Switch(Actor from, Actor to)
    {
        if (from != to)
        {
            _running = to;
            to.GiveBaton();
            from.AwaitBaton();
        }
    }

    private Actor Choose()
    {
        _candidates.Clear();
        if (!loop.IsBlocked)
        {
            _candidates.Add(loop);
        }

        bool hasBegun = true;
        foreach (Actor producer in producers)
        {
            if (!producer.HasFinished && (hasBegun || !areAlike))
            {
                _candidates.Add(producer);
            }

            hasBegun = producer.HasBegun;
        }

        // A loop that sleeps while nobody is left has to see that it does.
        if (_candidates.Count < 2)
        {
            return _candidates.Count == 0 ? loop : _candidates[0];
        }

        // Where a run has been before, in the same state, all ways on were tried or will be: this run may take any.
        bool isKnown = _choices.IsNew && !_landmarks.Add(Memory()) && mergesRuns;
        return _candidates[isKnown ? 0 : _choices.Choose(_candidates.Count)];
    }

    private void Note(Actor actor)
    {
        actor.Steps++;
        _steps.Add((actor, actor.Next));
        if (actor == loop)
        {
            _landmarks.LoopStep(Memory());
        }

        if (_steps.Count == MostSteps)
        {
            throw new InvalidOperationException($"The loop does not come to rest.{Environment.NewLine}{Schedule}");
        }
    }
}
