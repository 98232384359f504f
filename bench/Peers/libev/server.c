// On libev, which tells readiness and leaves the rest to the program: the same calls as raw C, from its callbacks.

#define _GNU_SOURCE
#include "../peer.h"
#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_SIZE = 64 * 1024, BACKLOG = 4096 };

struct connection {
    ev_io watcher;          // for reading, or while something is pending for writing
    char *pending;          // what the kernel did not take yet
    size_t pending_offset;
    size_t pending_length;
};

static char input[INPUT_SIZE];

static void on_writable(struct ev_loop *loop, ev_io *watcher, int events);

static void close_connection(struct ev_loop *loop, struct connection *connection)
{
    ev_io_stop(loop, &connection->watcher);
    close(connection->watcher.fd);
    free(connection->pending);
    free(connection);
}

static void wait_for(struct ev_loop *loop, struct connection *connection, void (*callback)(struct ev_loop *, ev_io *, int), int events)
{
    int fd = connection->watcher.fd;
    ev_io_stop(loop, &connection->watcher);
    ev_io_init(&connection->watcher, callback, fd, events);
    ev_io_start(loop, &connection->watcher);
}

// Returns how much the kernel took, 0 if it is full, or -1 if the connection is lost.
static ssize_t send_some(struct connection *connection, const char *bytes, size_t length)
{
    ssize_t sent = send(connection->watcher.fd, bytes, length, MSG_NOSIGNAL);
    return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

static void on_readable(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct connection *connection = (struct connection *)watcher;
    (void)events;
    ssize_t received = recv(watcher->fd, input, sizeof input, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    ssize_t sent = received > 0 ? send_some(connection, input, received) : -1;
    if (sent < 0) {
        close_connection(loop, connection);
    } else if (sent < received) {
        connection->pending_offset = 0;
        connection->pending_length = received - sent;
        connection->pending = malloc(connection->pending_length);
        check(connection->pending == NULL ? -1 : 0, "malloc");
        memcpy(connection->pending, input + sent, connection->pending_length);
        wait_for(loop, connection, on_writable, EV_WRITE);
    }
}

static void on_writable(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct connection *connection = (struct connection *)watcher;
    (void)events;
    ssize_t sent = send_some(connection, connection->pending + connection->pending_offset,
                             connection->pending_length - connection->pending_offset);
    if (sent < 0) {
        close_connection(loop, connection);
        return;
    }
    connection->pending_offset += sent;
    if (connection->pending_offset == connection->pending_length) {
        free(connection->pending);
        connection->pending = NULL;
        wait_for(loop, connection, on_readable, EV_READ);
    }
}

static void on_connection(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)events;
    for (;;) {
        int fd = accept4(watcher->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && errno == EAGAIN)
            return;
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        check(fd, "accept4");
        struct connection *connection = calloc(1, sizeof *connection);
        check(connection == NULL ? -1 : 0, "calloc");
        ev_io_init(&connection->watcher, on_readable, fd, EV_READ);
        ev_io_start(loop, &connection->watcher);
    }
}

int main(int argc, char **argv)
{
    struct peer_options options = read_options(argc, argv);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    check(listener, "socket");
    // Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
    int on = 1;
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
    };
    socklen_t length = sizeof address;
    check(bind(listener, (struct sockaddr *)&address, length), "bind");
    check(listen(listener, BACKLOG), "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");

    struct ev_loop *loop = ev_default_loop(0);
    ev_io watcher;
    ev_io_init(&watcher, on_connection, listener, EV_READ);
    ev_io_start(loop, &watcher);
    announce(ntohs(address.sin_port));
    return ev_run(loop, 0);
}
