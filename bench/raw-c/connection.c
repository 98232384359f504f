// A connection, and sending the plain way: one send at once, and what the kernel did not take when it has room again.

#define _GNU_SOURCE
#include "server.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

void watch(struct connection *connection, int operation, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = connection };
    if (epoll_ctl(epoll_fd, operation, connection->fd, &event) < 0)
        die("epoll_ctl");
}

// Closing also leaves epoll, because no duplicate of the descriptor exists. A batch holds at most
// one event per connection, so none that is still to come can name the freed one.
void close_connection(struct connection *connection)
{
    broadcast_leave(connection);
    close(connection->fd);
    free(connection->pending);
    free(connection->line.bytes);
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

// True if the kernel took all. Else the connection waits with what is left, or it is closed.
bool send_or_keep(struct connection *connection, const char *bytes, size_t length)
{
    ssize_t sent = send_some(connection->fd, bytes, length);
    if (sent == (ssize_t)length)
        return true;
    if (sent < 0) {
        close_connection(connection);
        return false;
    }

    connection->pending_offset = 0;
    connection->pending_length = length - sent;
    connection->pending = malloc(connection->pending_length);
    if (connection->pending == NULL)
        die("malloc");
    memcpy(connection->pending, bytes + sent, connection->pending_length);
    if (!edge_triggered)
        watch(connection, EPOLL_CTL_MOD, EPOLLOUT);
    return false;
}

// True if nothing is pending any more. Else the connection still waits, or it is closed.
bool send_pending(struct connection *connection)
{
    ssize_t sent = send_some(connection->fd, connection->pending + connection->pending_offset,
                             connection->pending_length - connection->pending_offset);
    if (sent < 0) {
        close_connection(connection);
        return false;
    }
    connection->pending_offset += sent;
    if (connection->pending_offset < connection->pending_length)
        return false;

    free(connection->pending);
    connection->pending = NULL;
    if (!edge_triggered)
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    return true;
}
