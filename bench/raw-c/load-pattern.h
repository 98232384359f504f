// The bytes that the load generator sends. Every connection draws them from one repeating pattern, from a
// start of its own, so that a byte is right or wrong by its position. The period is prime: bytes lost,
// repeated or swapped in any usual block size do not fit again.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    SEND_LIMIT = 1024 * 1024,    // most bytes in one send: a chunk of a stream goes out in one call
    PATTERN_PERIOD = 4093,
};

static char pattern[PATTERN_PERIOD + SEND_LIMIT];

static void fill_pattern(void)
{
    uint32_t state = 2463534242u;       // xorshift, so that no shorter period hides in it
    for (int i = 0; i < PATTERN_PERIOD; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pattern[i] = (char)state;
    }
    for (int i = PATTERN_PERIOD; i < PATTERN_PERIOD + SEND_LIMIT; i++)
        pattern[i] = pattern[i - PATTERN_PERIOD];
}

static const char *pattern_at(uint32_t start, uint64_t position)
{
    return pattern + (start + position) % PATTERN_PERIOD;
}

static bool matches_pattern(uint32_t start, uint64_t position, const char *bytes, size_t length)
{
    // By periods, so that the expected bytes stay in the nearest cache.
    for (size_t done = 0; done < length; done += PATTERN_PERIOD) {
        size_t part = length - done < PATTERN_PERIOD ? length - done : PATTERN_PERIOD;
        if (memcmp(bytes + done, pattern_at(start, position + done), part) != 0)
            return false;
    }
    return true;
}
