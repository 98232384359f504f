// The yardstick: a TCP server on epoll with nothing in between. One thread, no framework.
//
//   server.c      command line, listener, the loop, reading
//   connection.c  what a connection is, and sending the plain way: at once, and what is left when the kernel has room
//   echo.c, line.c, broadcast.c   one mode each: what becomes of input

#ifndef SERVER_H
#define SERVER_H

#include "../Peers/lines.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct payload;

struct connection {
    int fd;

    // Echo and line: what the kernel did not take yet, or NULL. While it is set nothing is read, so that a peer that
    // does not read stops its own input and nothing else.
    char *pending;
    size_t pending_offset;
    size_t pending_length;

    struct unfinished line;     // line and broadcast

    // Broadcast: payloads that are still to be sent, oldest first, in a ring.
    struct payload **queue;
    size_t queue_first, queue_count, queue_capacity;
    size_t sent_of_first;
    bool blocked;               // the kernel is full: EPOLLOUT will tell
    bool dirty;                 // in the list of those that are to be sent to at the end of the batch
    struct connection *next_dirty;
    struct connection *next, *previous;
};

extern char *input;             // what was received
extern char *answers;           // for complete lines
extern size_t input_size;
extern bool edge_triggered;
extern int epoll_fd;

void die(const char *what);

// server.c. Reads and has the mode handle what came, as often as the options say.
void read_from(struct connection *connection);

// connection.c
void watch(struct connection *connection, int operation, uint32_t events);
void close_connection(struct connection *connection);
bool send_or_keep(struct connection *connection, const char *bytes, size_t length);
bool send_pending(struct connection *connection);

// A mode handles input, and says whether more may be read: false when the connection is closed or has to wait.
bool echo_input(struct connection *connection, size_t received);
bool line_input(struct connection *connection, size_t received);
bool broadcast_input(struct connection *connection, size_t received);

// broadcast.c
void broadcast_join(struct connection *connection);
void broadcast_leave(struct connection *connection);
void broadcast_serve(struct connection *connection, uint32_t events);
void broadcast_send_all(void);

#endif
