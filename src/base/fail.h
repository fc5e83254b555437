/* fail - what exactly was wrong, for the person who has to mend it.
 *
 * Travels beside an enum err: a stable code, the field it concerns ("rules[2].targets") and
 * named arguments.  Texts are not here: the catalogue of messages has them in each language
 * under "error.<code>". */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/str.h"

enum { FAIL_ITEMS = 32, FAIL_ARGS = 3 };

struct fail_item {
	struct str field; /* path in the caller's data; empty: the whole */
	const char *code; /* stable key, "required", "too_long" */
	struct {
		const char *name;
		struct str value;
		const char *kind; /* enumeration whose word it is; NULL: none */
	} args[FAIL_ARGS];
	size_t n_args;
};

struct fail {
	struct arena *arena; /* where texts are copied to; set by whoever makes the record */
	struct str within;   /* prefix of every path added from now on, "contacts[0]." */
	struct fail_item items[FAIL_ITEMS];
	size_t n;     /* recorded */
	size_t total; /* found, FAIL_ITEMS or more are only counted */
};

/* Adds an item and returns e, so that one can write: return fail_at(f, ERR_INPUT, "name",
 * "required").  field may be NULL or empty for the whole; code must be a constant. */
enum err fail_at(struct fail *f, enum err e, const char *field, const char *code);
/* Adds a named argument to the newest item. */
void fail_arg(struct fail *f, const char *name, struct str value);
void fail_arg_int(struct fail *f, const char *name, int64_t value);
/* The same with a word of an enumeration, which people read as the message "<kind>.<value>". */
void fail_arg_word(struct fail *f, const char *name, const char *kind, const char *value);
/* The first code, or "" when nothing failed. */
const char *fail_code(const struct fail *f);
/* Forgets all items; keeps arena and prefix. */
void fail_clear(struct fail *f);
/* One line in plain words for logs and the command line: "name: required (max 200)". */
struct str fail_line(struct arena *a, const struct fail_item *item);

#endif
