// The yardstick: a TCP echo server on epoll with nothing in between.
//
// One thread, level-triggered. A ready connection costs one recv and one send; while the kernel
// takes no more output, the connection waits for EPOLLOUT and is not read, so that a peer that
// does not read stops its own input and nothing else.
//
// Usage: echo [--port N] [--buffer BYTES] [--reread] [--spin-us N]
//   --port N        0, the default, lets the kernel choose; the line "Listening on ..." tells
//   --buffer BYTES  size of the receive buffer (65536)
//   --reread        after a recv that filled the buffer, recv again, up to 1 MiB per event
//   --spin-us N     look for events without sleeping for N microseconds before sleeping
//
// Simple on purpose: no timeouts, no limit on connections, loopback only. A failed accept ends
// the server, because a measurement that ran out of descriptors means nothing.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_PER_WAIT = 512, REREAD_LIMIT = 1 << 20, BACKLOG = 4096 };

struct connection {
    int fd;
    char *pending;          // what the kernel did not take yet, or NULL; while set, only EPOLLOUT is armed
    size_t pending_offset;
    size_t pending_length;
};

static int epoll_fd;
static char *buffer;
static size_t buffer_size = 64 * 1024;
static bool reread;
static int64_t spin_ns;

static void die(const char *what)
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

static void watch(struct connection *connection, int operation, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = connection };
    if (epoll_ctl(epoll_fd, operation, connection->fd, &event) < 0)
        die("epoll_ctl");
}

// Closing also leaves epoll, because no duplicate of the descriptor exists. A batch holds at most
// one event per connection, so none that is still to come can name the freed one.
static void close_connection(struct connection *connection)
{
    close(connection->fd);
    free(connection->pending);
    free(connection);
}

// Returns how much the kernel took, 0 if it is full, or -1 if the connection is lost.
static ssize_t send_some(int fd, const char *bytes, size_t length)
{
    ssize_t sent;
    do
        sent = send(fd, bytes, length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

static void on_readable(struct connection *connection)
{
    size_t total = 0;
    for (;;) {
        ssize_t received = recv(connection->fd, buffer, buffer_size, 0);
        if (received < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (received <= 0) {
            // End of input. Nothing is pending, or we would not have read: the peer that closed
            // only its sending half has been answered in full, and close delivers the rest.
            close_connection(connection);
            return;
        }

        ssize_t sent = send_some(connection->fd, buffer, received);
        if (sent < 0) {
            close_connection(connection);
            return;
        }
        if (sent < received) {
            connection->pending_offset = 0;
            connection->pending_length = received - sent;
            connection->pending = malloc(connection->pending_length);
            if (connection->pending == NULL)
                die("malloc");
            memcpy(connection->pending, buffer + sent, connection->pending_length);
            watch(connection, EPOLL_CTL_MOD, EPOLLOUT);
            return;
        }

        total += received;
        if (!reread || (size_t)received < buffer_size || total >= REREAD_LIMIT)
            return;
    }
}

static void on_writable(struct connection *connection)
{
    ssize_t sent = send_some(connection->fd, connection->pending + connection->pending_offset,
                             connection->pending_length - connection->pending_offset);
    if (sent < 0) {
        close_connection(connection);
        return;
    }
    connection->pending_offset += sent;
    if (connection->pending_offset == connection->pending_length) {
        free(connection->pending);
        connection->pending = NULL;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void accept_all(int listener)
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
        watch(connection, EPOLL_CTL_ADD, EPOLLIN);
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

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' }, { "buffer", required_argument, NULL, 'b' },
        { "reread", no_argument, NULL, 'r' },     { "spin-us", required_argument, NULL, 's' }, { 0 }
    };
    int port = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'b': buffer_size = strtoul(optarg, NULL, 10); break;
        case 'r': reread = true; break;
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

    buffer = malloc(buffer_size);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (buffer == NULL || buffer_size == 0 || epoll_fd < 0)
        die("setup");

    struct connection listener = { .fd = listen_on_loopback(port) };
    watch(&listener, EPOLL_CTL_ADD, EPOLLIN);

    struct epoll_event events[EVENTS_PER_WAIT];
    for (;;) {
        int count = wait_for_events(events);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &listener)
                accept_all(listener.fd);
            else if (connection->pending != NULL)
                on_writable(connection);
            else
                on_readable(connection);
        }
    }
}
