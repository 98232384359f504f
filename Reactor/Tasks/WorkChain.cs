namespace Reactor.Tasks;

/// <summary>Work that hangs together by <see cref="LoopWork.Next"/>, with both ends and its number: joined to a line without another walk.</summary>
internal readonly record struct WorkChain(LoopWork? First, LoopWork? Last, int Count)
{
    /// <summary>Turns a stack around.</summary>
    /// <param name="top">What was pushed last, which comes to be the end; null when nothing was.</param>
    public static WorkChain Reverse(LoopWork? top)
    {
        LoopWork? reversed = null;
        int count = 0;
        for (LoopWork? work = top; work is not null; count++)
        {
            LoopWork? next = work.Next;
            work.Next = reversed;
            reversed = work;
            work = next;
        }

        return new WorkChain(reversed, top, count);
    }
}
