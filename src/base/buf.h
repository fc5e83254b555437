/* buf - a growing run of bytes on the heap: replies, rows of a file, messages.
 *
 * Failure sticks: after memory was out or the maximum was passed, further puts do nothing and
 * buf_ok() is false, so that a writer checks once, at its end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p; /* NUL-terminated once anything was put */
	size_t n;
	size_t cap;
	size_t max; /* 0: BUF_MAX */
	bool failed;
};

enum { BUF_MAX = 256 * 1024 * 1024 };

/* Frees the bytes; the buf is empty and usable again.  A zeroed buf is a valid empty one. */
void buf_done(struct buf *b);
/* Forgets the content, keeps the room. */
void buf_clear(struct buf *b);
/* False when a put has failed since the buf was made or cleared. */
bool buf_ok(const struct buf *b);
/* OK; ERR_BUSY when a put has failed. */
enum err buf_err(const struct buf *b);
/* Gives the bytes to the caller (free() them) and leaves the buf empty. */
char *buf_take(struct buf *b);
/* The content, borrowed until the next put. */
struct str buf_str(const struct buf *b);
/* The content in an arena; frees the buf.  One that has failed is no memory: never half. */
struct str buf_keep(struct buf *b, struct arena *a);

/* Room for n more bytes at the end, to be written and then counted by buf_wrote(); NULL when
 * there is none (the buf has failed then). */
char *buf_room(struct buf *b, size_t n);
/* Counts n bytes, no more than there was room for. */
void buf_wrote(struct buf *b, size_t n);

/* Appends bytes, a C string, one byte, a number, formatted text. */
void buf_put(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_put_str(struct buf *b, struct str s);
void buf_putc(struct buf *b, char c);
void buf_put_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
