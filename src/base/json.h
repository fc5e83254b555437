/* json - writing JSON by appending, reading it by jansson.
 *
 * The writer knows nothing of trees: it puts commas and quotes, the caller keeps the order.
 * (jansson builds what we read; its names begin with json_, the writer's with jw_.) */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/time.h"

#include <jansson.h>

enum { JSON_DEPTH_MAX = 64 };

/* A writer on a buf that the caller owns.  Zero-initialise and set buf. */
struct jw {
	struct buf *buf;
	bool comma; /* something stands before, at this depth */
};

/* Begin and end of objects and arrays.  In an object every value follows a jw_key. */
void jw_obj(struct jw *w);
void jw_end_obj(struct jw *w);
void jw_arr(struct jw *w);
void jw_end_arr(struct jw *w);
void jw_key(struct jw *w, const char *key);

/* Values.  Ids are written as strings, 0 as null; unset times and dates as null. */
void jw_str(struct jw *w, struct str s);
void jw_cstr(struct jw *w, const char *s);
void jw_int(struct jw *w, int64_t v);
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_id(struct jw *w, int64_t id);
void jw_time(struct jw *w, struct instant t);
void jw_date(struct jw *w, struct date d);
/* JSON text that is already valid, as it is. */
void jw_raw(struct jw *w, struct str json);
/* A jansson value, compact. */
void jw_json(struct jw *w, const json_t *v);

/* Key and value at once. */
void jw_kstr(struct jw *w, const char *key, struct str s);
void jw_kcstr(struct jw *w, const char *key, const char *s);
void jw_kint(struct jw *w, const char *key, int64_t v);
void jw_kbool(struct jw *w, const char *key, bool v);
void jw_kid(struct jw *w, const char *key, int64_t id);
void jw_ktime(struct jw *w, const char *key, struct instant t);

/* Parses a whole JSON text: strict UTF-8, no duplicate keys, depth up to JSON_DEPTH_MAX, any
 * value at the top.  The tree lies in the arena (freed with it).
 * ERR_INPUT: fail names the place with code "bad_json", arguments line and column. */
MUST_CHECK enum err json_read(struct arena *a, struct str text, struct fail *f,
			      json_t **ret_root);

/* The text of a JSON string, borrowed from the tree; the empty str for any other value. */
struct str json_text(const json_t *v);
/* The value of a key of an object as text; the empty str when it is missing or no string. */
struct str json_get_text(const json_t *obj, const char *key);

#endif
