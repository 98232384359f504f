// The clocks that the load generator reads. Needs load-options.h.

#include <stdint.h>
#include <time.h>

static int64_t clock_ns(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) < 0)
        die("clock_gettime");
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

// The scheduler's nanoseconds over all threads of the server, also those that ended: what the
// first field of /proc/PID/task/*/schedstat adds up to, without waiting for the next clock tick.
static int64_t server_cpu_ns(void)
{
    clockid_t clock;
    if (options.server == 0)
        return 0;
    if (clock_getcpuclockid(options.server, &clock) != 0)
        die("the server's CPU clock");
    return clock_ns(clock);
}
