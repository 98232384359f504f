// Cuts input into lines. A line ends with LF or CR LF; an answer always ends with CR LF.

#define _GNU_SOURCE
#include "server.h"
#include <stdlib.h>
#include <string.h>

char *answers;

void prepare_lines(void)
{
    // A lone LF becomes CR LF, so input of nothing but LF doubles.
    answers = malloc(2 * (LINE_ROOM + input_size));
    if (answers == NULL)
        die("malloc");
}

// An idle connection owns no memory for lines; one whose line comes in pieces owns as much as has come.
static void keep(struct connection *connection, const char *start, size_t length)
{
    if (length == 0) {
        free(connection->kept);
        connection->kept = NULL;
    } else {
        if (length > connection->kept_length) {
            connection->kept = realloc(connection->kept, length);
            if (connection->kept == NULL)
                die("realloc");
        }
        memcpy(connection->kept, start, length);
    }
    connection->kept_length = length;
}

ptrdiff_t take_lines(struct connection *connection, size_t received)
{
    char *line = input - connection->kept_length;
    if (connection->kept_length > 0)
        memcpy(line, connection->kept, connection->kept_length);

    // What was kept holds no LF, so the search begins at what is new.
    char *end = input + received, *found, *answer = answers;
    for (char *searched = input; (found = memchr(searched, '\n', end - searched)) != NULL; line = searched = found + 1) {
        size_t length = found - line;
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (length > MAX_LINE)
            return -1;
        memcpy(answer, line, length);
        answer += length;
        *answer++ = '\r';
        *answer++ = '\n';
    }

    // One byte more than the longest line may be the CR of its end.
    if (end - line > MAX_LINE + 1)
        return -1;
    keep(connection, line, end - line);
    return answer - answers;
}
