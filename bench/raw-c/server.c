// Usage: raw-c [--port N] [--mode echo|line|broadcast] [--buffer BYTES] [--reread] [--edge] [--spin-us N]
//   --port N        0, the default, lets the kernel choose; the line "Listening on ..." tells
//   --mode MODE     what becomes of input (echo)
//   --buffer BYTES  how much is received at once (65536)
//   --reread        after a recv that filled the buffer, recv again, up to 1 MiB per event
//   --edge          edge-triggered: epoll is told once, and every event is read until there is no more
//   --spin-us N     look for events without sleeping for N microseconds before sleeping
//
// Simple on purpose: no timeouts, no limit on connections, loopback only. A failed accept ends
// the server, because a measurement that ran out of descriptors means nothing.

#define _GNU_SOURCE
#include "server.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { EVENTS_PER_WAIT = 512, REREAD_LIMIT = 1 << 20, BACKLOG = 4096 };

int epoll_fd;
char *input;
char *answers;
size_t input_size = 64 * 1024;
bool edge_triggered;

static bool reread;
static int64_t spin_ns;
static bool (*handle_input)(struct connection *, size_t) = echo_input;

void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void read_from(struct connection *connection)
{
    size_t total = 0;
    for (;;) {
        ssize_t received = recv(connection->fd, input, input_size, 0);
        if (received < 0 && errno == EINTR)
            continue;
        if (received < 0 && errno == EAGAIN)
            return;
        if (received <= 0) {
            // End of input. Nothing is pending, or we would not have read: the peer that closed
            // only its sending half has been answered in full, and close delivers the rest.
            close_connection(connection);
            return;
        }

        if (!handle_input(connection, received))
            return;
        total += received;
        if (!edge_triggered && (!reread || (size_t)received < input_size || total >= REREAD_LIMIT))
            return;
    }
}

// Level-triggered, a connection with pending output waits for EPOLLOUT alone, and one without for EPOLLIN. Edge-triggered,
// input may have come while output was pending, and nobody will tell again.
static void serve(struct connection *connection)
{
    if (connection->pending != NULL && (!send_pending(connection) || !edge_triggered))
        return;
    read_from(connection);
}

static void accept_all(int listener, bool everybody_hears)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EAGAIN)
                return;
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            die("accept4");
        }
        struct connection *connection = calloc(1, sizeof *connection);
        if (connection == NULL)
            die("calloc");
        connection->fd = fd;
        watch(connection, EPOLL_CTL_ADD, edge_triggered ? EPOLLIN | EPOLLOUT | EPOLLET : EPOLLIN);
        if (everybody_hears)
            broadcast_join(connection);
    }
}

static int wait_for_events(struct epoll_event *events)
{
    int count = 0;
    if (spin_ns > 0) {
        int64_t deadline = now_ns() + spin_ns;
        do
            count = epoll_wait(epoll_fd, events, EVENTS_PER_WAIT, 0);
        while (count == 0 && now_ns() < deadline);
    }
    if (count == 0)
        count = epoll_wait(epoll_fd, events, EVENTS_PER_WAIT, -1);
    if (count < 0 && errno != EINTR)
        die("epoll_wait");
    return count;
}

static int listen_on_loopback(int port)
{
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0)
        die("socket");
    // Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
    };
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, length) < 0)
        die("bind");
    if (listen(listener, BACKLOG) < 0)
        die("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length) < 0)
        die("getsockname");
    printf("Listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static bool choose_mode(const char *name)
{
    if (strcmp(name, "echo") == 0)
        handle_input = echo_input;
    else if (strcmp(name, "line") == 0)
        handle_input = line_input;
    else if (strcmp(name, "broadcast") == 0)
        handle_input = broadcast_input;
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' }, { "mode", required_argument, NULL, 'm' },
        { "buffer", required_argument, NULL, 'b' }, { "reread", no_argument, NULL, 'r' },
        { "edge", no_argument, NULL, 'e' }, { "spin-us", required_argument, NULL, 's' }, { 0 }
    };
    int port = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'm': if (!choose_mode(optarg)) return 2; break;
        case 'b': input_size = strtoul(optarg, NULL, 10); break;
        case 'r': reread = true; break;
        case 'e': edge_triggered = true; break;
        case 's': spin_ns = atoll(optarg) * 1000; break;
        default: return 2;
        }
    }

    // The soft limit is often 1,024 descriptors where the hard one is far above.
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }

    char *buffer = aligned_alloc(PAGE_BYTES, LINE_ROOM + input_size);
    answers = malloc(answers_room(input_size));
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (buffer == NULL || answers == NULL || input_size == 0 || epoll_fd < 0)
        die("setup");
    input = buffer + LINE_ROOM;
    bool everybody_hears = handle_input == broadcast_input;

    struct connection listener = { .fd = listen_on_loopback(port) };
    watch(&listener, EPOLL_CTL_ADD, EPOLLIN);

    struct epoll_event events[EVENTS_PER_WAIT];
    for (;;) {
        int count = wait_for_events(events);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &listener)
                accept_all(listener.fd, everybody_hears);
            else if (everybody_hears)
                broadcast_serve(connection, events[i].events);
            else
                serve(connection);
        }
        broadcast_send_all();
    }
}
