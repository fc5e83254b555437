/* str - a piece of UTF-8 text with its length.
 *
 * A value type: it borrows its bytes, usually from an arena.  Text that this module makes is
 * also NUL-terminated, so that `.p` may be handed to C libraries.  Not a builder: see buf.h. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"
#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p; /* NULL only when n == 0 */
	size_t n;      /* bytes */
};

/* A literal as a str. */
#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
/* The two arguments that "%.*s" takes. */
#define STR_ARG(s) (int)(s).n, (s).n ? (s).p : ""

/* Borrows a NUL-terminated text; NULL gives the empty str. */
struct str str_of(const char *s);
/* A NUL-terminated copy in the arena. */
struct str str_dup(struct arena *a, struct str s);
/* Formatted like printf, in the arena. */
struct str str_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same from a va_list. */
struct str str_vfmt(struct arena *a, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* a and b joined, in the arena. */
struct str str_cat(struct arena *a, struct str x, struct str y);

/* Equal bytes. */
bool str_eq(struct str a, struct str b);
/* Equal to a NUL-terminated text. */
bool str_is(struct str a, const char *b);
/* Begins with, ends with the given bytes. */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Byte order: < 0, 0, > 0. */
int str_cmp(struct str a, struct str b);
/* The bytes [from, to), both cut to the length. */
struct str str_slice(struct str s, size_t from, size_t to);
/* Without ASCII white space and the ideographic space U+3000 at both ends. */
struct str str_trim(struct str s);
/* Index of the first such byte at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, char c, size_t from);
/* Cuts the text before the next `sep` off *rest into *ret_part; false when *rest is used up
 * (rest->p == NULL).  An empty text has one empty part. */
bool str_split(struct str *rest, char sep, struct str *ret_part);
/* ASCII letters in lower case, in the arena. */
struct str str_lower(struct arena *a, struct str s);

/* A whole decimal number with optional sign, nothing else; ERR_INPUT when it is none or does
 * not fit. */
MUST_CHECK enum err str_to_int(struct str s, int64_t *ret_value);

/* Decodes one code point at s.p[i]; returns its length in bytes, or 0 when the bytes are not
 * valid UTF-8 (RFC 3629: no surrogates, no overlong forms). */
size_t utf8_next(struct str s, size_t i, uint32_t *ret_cp);
/* Whether the whole text is valid UTF-8. */
bool utf8_valid(struct str s);
/* Number of code points of valid UTF-8. */
size_t utf8_len(struct str s);
/* Writes one code point to out (4 bytes of room) and returns its length. */
size_t utf8_put(char *out, uint32_t cp);

#endif
