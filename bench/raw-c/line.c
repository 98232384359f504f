// Line: each line comes back, and the answers of one read leave in one send.

#include "server.h"

bool line_input(struct connection *connection, size_t received)
{
    ptrdiff_t length = take_lines(&connection->line, input, received, answers);
    if (length < 0) {
        close_connection(connection);
        return false;
    }
    return length == 0 || send_or_keep(connection, answers, length);
}
