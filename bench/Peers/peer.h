// What the servers in C have in common that is not their platform's business: the command line, the process, and telling the port.

#ifndef PEER_H
#define PEER_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum mode { ECHO_MODE, LINE_MODE, BROADCAST_MODE };

struct peer_options {
    int port;
    enum mode mode;
};

static inline struct peer_options read_options(int argc, char **argv)
{
    static const char *const modes[] = { "echo", "line", "broadcast" };
    struct peer_options options = { 0, ECHO_MODE };
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--port") == 0)
            options.port = atoi(argv[i + 1]);
        for (int mode = ECHO_MODE; mode <= BROADCAST_MODE; mode++) {
            if (strcmp(argv[i], "--mode") == 0 && strcmp(argv[i + 1], modes[mode]) == 0)
                options.mode = (enum mode)mode;
        }
    }

    // The soft limit is often 1,024 descriptors where the hard one is far above.
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    // Sending to somebody who is gone is an error like others, not the end.
    signal(SIGPIPE, SIG_IGN);
    return options;
}

static inline void announce(int port)
{
    printf("Listening on 127.0.0.1:%d\n", port);
    fflush(stdout);
}

static inline void check(int result, const char *what)
{
    if (result < 0) {
        fprintf(stderr, "%s failed: %d\n", what, result);
        exit(1);
    }
}

#endif
