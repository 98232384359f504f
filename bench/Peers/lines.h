// Cuts input into lines, for the servers in C, whose platforms have nothing for it. A line ends with LF or CR LF; what is
// sent always ends with CR LF.

#ifndef LINES_H
#define LINES_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LINE = 64 * 1024,
    LONGEST_KEPT = MAX_LINE + 1,       // a line and the CR of its end
    PAGE_BYTES = 4096,
    LINE_ROOM = MAX_LINE + PAGE_BYTES, // holds the longest that is kept; whole pages, so that input behind it can begin with one
};

// The start of a line whose end has not come.
struct unfinished {
    char *bytes;
    size_t length;
};

// An idle connection owns no memory for lines; one whose line comes in pieces owns as much as has come.
static inline void keep_unfinished(struct unfinished *unfinished, const char *start, size_t length)
{
    if (length == 0) {
        free(unfinished->bytes);
        unfinished->bytes = NULL;
    } else {
        if (length > unfinished->length) {
            unfinished->bytes = realloc(unfinished->bytes, length);
            if (unfinished->bytes == NULL) {
                perror("realloc");
                exit(1);
            }
        }
        memcpy(unfinished->bytes, start, length);
    }
    unfinished->length = length;
}

// How much room `answers` needs: a lone LF becomes CR LF, so input of nothing but LF doubles.
static inline size_t answers_room(size_t input_size)
{
    return 2 * (LONGEST_KEPT + input_size);
}

// Writes the complete lines to `answers` and keeps the rest. Returns how many bytes were written, or -1 if a line is too
// long. In front of `input` there must be LINE_ROOM bytes, so that a line that came in pieces can be put together there.
// Input should begin with a page: AMD's Zen 3 copies out of the kernel many times slower to an address that stands a few
// bytes further in its page than the source in its own.
static inline ptrdiff_t take_lines(struct unfinished *unfinished, char *input, size_t received, char *answers)
{
    char *line = input - unfinished->length;
    if (unfinished->length > 0)
        memcpy(line, unfinished->bytes, unfinished->length);

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

    if (end - line > LONGEST_KEPT)
        return -1;
    keep_unfinished(unfinished, line, end - line);
    return answer - answers;
}

#endif
