// Broadcast: the lines of one read are one payload, which is queued to all other connections without a copy for each.
// What a batch of events queued to a connection leaves in one sendmsg when the batch is done.
//
// Simple on purpose: a subscriber that does not read is neither waited for nor thrown out, so it costs memory.

#define _GNU_SOURCE
#include "server.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PIECES_PER_SEND = 64 };

struct payload {
    size_t references, length;
    char bytes[];
};

static struct connection *everybody;
static struct connection *first_dirty;

static void release(struct payload *payload)
{
    if (--payload->references == 0)
        free(payload);
}

void broadcast_join(struct connection *connection)
{
    connection->next = everybody;
    if (everybody != NULL)
        everybody->previous = connection;
    everybody = connection;
}

void broadcast_leave(struct connection *connection)
{
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else if (everybody == connection)
        everybody = connection->next;

    // Linear in the dirty ones, which is fine for something that happens once in a connection's life.
    if (connection->dirty) {
        struct connection **link = &first_dirty;
        while (*link != connection)
            link = &(*link)->next_dirty;
        *link = connection->next_dirty;
    }

    for (; connection->queue_count > 0; connection->queue_count--)
        release(connection->queue[connection->queue_first++ % connection->queue_capacity]);
    free(connection->queue);
}

static void grow_queue(struct connection *connection)
{
    size_t capacity = connection->queue_capacity == 0 ? 4 : 2 * connection->queue_capacity;
    struct payload **queue = malloc(capacity * sizeof *queue);
    if (queue == NULL)
        die("malloc");
    for (size_t i = 0; i < connection->queue_count; i++)
        queue[i] = connection->queue[(connection->queue_first + i) % connection->queue_capacity];
    free(connection->queue);
    connection->queue = queue;
    connection->queue_capacity = capacity;
    connection->queue_first = 0;
}

static void enqueue(struct connection *connection, struct payload *payload)
{
    if (connection->queue_count == connection->queue_capacity)
        grow_queue(connection);
    size_t last = (connection->queue_first + connection->queue_count++) % connection->queue_capacity;
    connection->queue[last] = payload;
    payload->references++;
    if (!connection->blocked && !connection->dirty) {
        connection->dirty = true;
        connection->next_dirty = first_dirty;
        first_dirty = connection;
    }
}

static void forget_sent(struct connection *connection, size_t sent)
{
    sent += connection->sent_of_first;
    while (connection->queue_count > 0) {
        struct payload *first = connection->queue[connection->queue_first];
        if (sent < first->length)
            break;
        sent -= first->length;
        release(first);
        connection->queue_first = (connection->queue_first + 1) % connection->queue_capacity;
        connection->queue_count--;
    }
    connection->sent_of_first = sent;
}

// False if the connection is lost. Sends until nothing is queued or the kernel is full.
static bool send_queue(struct connection *connection)
{
    connection->blocked = false;
    while (connection->queue_count > 0) {
        struct iovec pieces[PIECES_PER_SEND];
        size_t count = 0, asked = 0, skip = connection->sent_of_first;
        for (; count < connection->queue_count && count < PIECES_PER_SEND; count++, skip = 0) {
            struct payload *payload = connection->queue[(connection->queue_first + count) % connection->queue_capacity];
            pieces[count] = (struct iovec) { .iov_base = payload->bytes + skip, .iov_len = payload->length - skip };
            asked += pieces[count].iov_len;
        }

        struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
        ssize_t sent = sendmsg(connection->fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0)
            forget_sent(connection, sent);
        if (sent < (ssize_t)asked) {
            connection->blocked = true;
            break;
        }
    }
    return true;
}

bool broadcast_input(struct connection *connection, size_t received)
{
    ptrdiff_t length = take_lines(&connection->line, input, received, answers);
    if (length < 0) {
        close_connection(connection);
        return false;
    }
    if (length == 0)
        return true;

    struct payload *payload = malloc(sizeof *payload + length);
    if (payload == NULL)
        die("malloc");
    payload->references = 1;
    payload->length = length;
    memcpy(payload->bytes, answers, length);
    for (struct connection *other = everybody; other != NULL; other = other->next) {
        if (other != connection)
            enqueue(other, payload);
    }
    release(payload);
    return true;
}

void broadcast_serve(struct connection *connection, uint32_t events)
{
    if (connection->blocked && (events & EPOLLOUT) != 0) {
        if (!send_queue(connection)) {
            close_connection(connection);
            return;
        }
        if (!connection->blocked && !edge_triggered)
            watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    }
    if ((events & ~EPOLLOUT) != 0)
        read_from(connection);
}

void broadcast_send_all(void)
{
    while (first_dirty != NULL) {
        struct connection *connection = first_dirty;
        first_dirty = connection->next_dirty;
        connection->dirty = false;
        if (!send_queue(connection))
            close_connection(connection);
        else if (connection->blocked && !edge_triggered)
            watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
}
