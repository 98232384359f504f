// The load generator: one thread on epoll that sends to an echo server, verifies every byte that
// returns, and counts messages and the server's CPU time in one and the same window.
//
// Usage: load --port P [options]
//   --connections N   connections that work (50)
//   --size BYTES      of one message (64)
//   --pipeline DEPTH  messages each connection keeps in flight (1)
//   --seconds S       length of the measured window (3)
//   --warmup S        the same work before the window, not counted (1)
//   --idle N          connections that echo once when they open and then stay silent (0)
//   --streams         send without waiting for the echo; SIZE is then only the unit counted in
//   --churn           each connection echoes one message and closes; the next takes its place
//   --on-demand       instead of one warm-up and one window: for every line on standard input, a
//                     number of seconds, measure a window and print its line
//   --server-pid PID  measure this process's CPU time
//   --spin-us N       look for events without sleeping for N microseconds before sleeping
//
// Prints one line of name=value pairs per window. A window is over when all that was sent in it
// has returned, so the server's CPU time and the messages belong together exactly. Exits with 1 if
// anything was wrong: a byte that differs, a connection lost, an answer missing, an end of input that was
// not returned.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
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

#include "load-options.h"
#include "load-clock.h"
#include "load-pattern.h"

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum {
    EVENTS_PER_WAIT = 512,
    SOURCE_ADDRESSES = 250,      // 127.0.0.2 and up: each has its own ports, which churn needs
    PATIENCE_SECONDS = 10,       // for anything that should happen at once
    RECEIVE_LIMIT = 256 * 1024,  // most bytes in one recv: what is verified should still be in the cache
};

struct connection {
    int fd;                      // -1 once closed
    uint32_t armed;              // the events epoll watches for
    uint32_t pattern_start;
    uint64_t sent, received;     // bytes
};

static int epoll_fd;
static char received_bytes[RECEIVE_LIMIT];
static struct connection *connections;
static int open_connections;
static uint64_t bytes_in_flight;
static uint64_t messages, errors;

static enum {
    WORKING,
    PAUSING,                     // the window is over: what is on its way returns, nothing new is sent
    ENDING,                      // the same, and then the end of input
} phase;

__attribute__((format(printf, 1, 2)))
static void report_error(const char *format, ...)
{
    if (++errors > 10)
        return;
    va_list arguments;
    va_start(arguments, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static struct sockaddr_in loopback_address(uint32_t host, int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(host)
    };
}

// Each socket takes the next source address, so that closed connections, which keep their port
// for a minute, do not use up the ports.
static int connect_socket(int flags)
{
    static uint32_t next_source;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (fd < 0)
        die("socket");
    int on = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    struct sockaddr_in source = loopback_address(INADDR_LOOPBACK + 1 + next_source++ % SOURCE_ADDRESSES, 0);
    if (bind(fd, (struct sockaddr *)&source, sizeof source) < 0)
        die("bind");
    struct sockaddr_in server = loopback_address(INADDR_LOOPBACK, options.port);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
        die("connect");
    return fd;
}

static void arm(struct connection *connection, int operation, uint32_t events)
{
    if (operation == EPOLL_CTL_MOD && connection->armed == events)
        return;
    struct epoll_event event = { .events = events, .data.ptr = connection };
    if (epoll_ctl(epoll_fd, operation, connection->fd, &event) < 0)
        die("epoll_ctl");
    connection->armed = events;
}

static void close_connection(struct connection *connection)
{
    bytes_in_flight -= connection->sent - connection->received;
    close(connection->fd);
    connection->fd = -1;
    open_connections--;
}

static int number_of(const struct connection *connection)
{
    return (int)(connection - connections);
}

static void lose(struct connection *connection, const char *why)
{
    report_error("connection %d: %s after %" PRIu64 " bytes sent, %" PRIu64 " received",
                 number_of(connection), why, connection->sent, connection->received);
    close_connection(connection);
}

// Up to which position the connection may have sent by now.
static uint64_t send_limit(const struct connection *connection)
{
    if (options.churn)
        return options.size;
    if (phase != WORKING)
        return connection->sent;
    if (options.streams)
        return connection->sent + options.size;
    return (connection->received / options.size + options.pipeline) * options.size;
}

// Sends all that is due in as few calls as possible; false if the connection was lost.
static bool send_due(struct connection *connection)
{
    uint64_t limit = send_limit(connection);
    bool full = false;
    while (connection->sent < limit && !full) {
        uint64_t due = limit - connection->sent;
        size_t length = due < SEND_LIMIT ? due : SEND_LIMIT;
        ssize_t sent = send(connection->fd, pattern_at(connection->pattern_start, connection->sent), length,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            lose(connection, strerror(errno));
            return false;
        }
        full = sent < (ssize_t)length;
        if (sent > 0) {
            connection->sent += sent;
            bytes_in_flight += sent;
        }
    }
    bool more = full || (options.streams && phase == WORKING);
    arm(connection, EPOLL_CTL_MOD, EPOLLIN | (more ? EPOLLOUT : 0));
    return true;
}

static void open_connection(struct connection *connection)
{
    // Churn must not wait for the handshake; the others must have it behind them before the window.
    int fd = connect_socket(options.churn ? SOCK_NONBLOCK : 0);
    if (!options.churn) {
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    *connection = (struct connection){
        .fd = fd, .pattern_start = (uint32_t)number_of(connection) * 977 % PATTERN_PERIOD
    };
    arm(connection, EPOLL_CTL_ADD, EPOLLIN);
    open_connections++;
}

// One connection of the churn. On loopback the handshake is usually over when connect returns, so
// the message goes out at once; if not, send_due leaves it to EPOLLOUT.
static void start(struct connection *connection)
{
    open_connection(connection);
    send_due(connection);
}

static void on_readable(struct connection *connection)
{
    ssize_t length = recv(connection->fd, received_bytes, RECEIVE_LIMIT, MSG_DONTWAIT);
    if (length < 0) {
        if (errno != EAGAIN && errno != EINTR)
            lose(connection, strerror(errno));
        return;
    }
    if (length == 0) {
        if (phase == ENDING && connection->received == connection->sent)
            close_connection(connection);
        else
            lose(connection, "end of input");
        return;
    }
    if (!matches_pattern(connection->pattern_start, connection->received, received_bytes, length)) {
        lose(connection, "a wrong byte");
        return;
    }

    if (connection->received + length > connection->sent) {
        lose(connection, "more bytes than were sent");
        return;
    }
    uint64_t before = connection->received;
    connection->received += length;
    bytes_in_flight -= length;
    messages += connection->received / options.size - before / options.size;

    if (options.churn && connection->received == options.size) {
        close_connection(connection);
        if (phase == WORKING)
            start(connection);
    } else if (!options.streams) {
        send_due(connection);       // streams send when the kernel has room, not when an answer came
    }
}

static void dispatch(int timeout_ms, int64_t *last_event)
{
    struct epoll_event events[EVENTS_PER_WAIT];
    int count = epoll_wait(epoll_fd, events, EVENTS_PER_WAIT, timeout_ms);
    if (count < 0 && errno != EINTR)
        die("epoll_wait");
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        if ((events[i].events & EPOLLOUT) != 0 && !send_due(connection))
            continue;
        if ((events[i].events & ~EPOLLOUT) != 0)
            on_readable(connection);
    }
    if (count > 0)
        *last_event = now_ns();
}

static bool is_phase_over(void)
{
    if (phase == PAUSING && !options.churn)
        return bytes_in_flight == 0;
    return open_connections == 0;
}

static void run_for(double seconds)
{
    int64_t now = now_ns(), last_event = now, end = now + (int64_t)(seconds * 1e9);
    while (now < end && !is_phase_over()) {
        dispatch(now - last_event < options.spin_ns ? 0 : 50, &last_event);
        now = now_ns();
    }
}

static void begin_work(void)
{
    phase = WORKING;
    for (int i = 0; i < options.connections; i++) {
        if (connections[i].fd >= 0)
            send_due(&connections[i]);
        else if (options.churn)
            start(&connections[i]);
    }
}

static void measure_window(double length)
{
    uint64_t messages_before = messages;
    int64_t begin = now_ns(), server_before = server_cpu_ns(), own_before = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    begin_work();
    run_for(length);
    phase = PAUSING;
    run_for(PATIENCE_SECONDS);

    double elapsed_ns = now_ns() - begin;
    int64_t server_cpu = server_cpu_ns() - server_before;
    int64_t own_cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - own_before;
    uint64_t counted = messages - messages_before;
    if (!is_phase_over())
        report_error("%" PRIu64 " bytes on %d connections did not return", bytes_in_flight, open_connections);
    if (counted == 0)
        report_error("no message returned");
    printf("messages=%" PRIu64 " seconds=%.6f rate=%.1f errors=%" PRIu64
           " server_cpu_ns=%" PRId64 " load_cpu_ns=%" PRId64 " server_ns_per_message=%.2f\n",
           counted, elapsed_ns / 1e9, counted / elapsed_ns * 1e9, errors, server_cpu, own_cpu,
           counted > 0 ? (double)server_cpu / counted : 0.0);
    fflush(stdout);
}

static void open_idle_connections(void)
{
    for (int i = 0; i < options.idle; i++) {
        // Left open until the process ends. Its one echo proves that the server has accepted it.
        int fd = connect_socket(0);
        struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        char answer = 0;
        if (send(fd, pattern, 1, MSG_NOSIGNAL) != 1 || recv(fd, &answer, 1, 0) != 1 || answer != pattern[0]) {
            report_error("idle connection %d was not answered", i);
            return;
        }
    }
}

// The end is a check too: send, close our sending half at once, and expect all that is still on
// its way, and then the server's end.
static void end_connections(void)
{
    if (options.churn)
        return;
    begin_work();
    phase = ENDING;
    for (int i = 0; i < options.connections; i++) {
        if (connections[i].fd < 0)
            continue;
        shutdown(connections[i].fd, SHUT_WR);
        arm(&connections[i], EPOLL_CTL_MOD, EPOLLIN);
    }
    run_for(PATIENCE_SECONDS);
    for (int i = 0; i < options.connections; i++)
        if (connections[i].fd >= 0)
            lose(&connections[i], "no end");
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    fill_pattern();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc(options.connections, sizeof *connections);
    if (epoll_fd < 0 || connections == NULL)
        die("setup");

    // Whatever hangs, this process ends: the default action of SIGALRM.
    alarm(6 * PATIENCE_SECONDS);
    open_idle_connections();
    for (int i = 0; i < options.connections; i++) {
        connections[i].fd = -1;
        if (!options.churn)
            open_connection(&connections[i]);
    }

    if (options.on_demand) {
        char line[64];
        while (fgets(line, sizeof line, stdin) != NULL) {
            alarm((unsigned)atof(line) + 6 * PATIENCE_SECONDS);
            measure_window(atof(line));
            alarm(0);           // the next line may take its time; who wrote this one ends us by closing the input
        }
        alarm(6 * PATIENCE_SECONDS);
    } else {
        alarm((unsigned)(options.warmup + options.seconds) + 6 * PATIENCE_SECONDS);
        begin_work();
        run_for(options.warmup);
        phase = PAUSING;
        run_for(PATIENCE_SECONDS);
        measure_window(options.seconds);
    }
    end_connections();
    return errors > 0;
}
