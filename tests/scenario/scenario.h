/* scenario - stories of a company under a virtual clock, on a real database.
 *
 * A story is a text of lines: who, what, when, and what must be so.  The runner plays it
 * through the same services as the server and the scheduler; the dump that it leaves must be
 * the same on both databases.  The words are listed in HACKING.md. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "service/ctx.h"
#include "service/world.h"

enum { WORDS = 40, NAMES = 200 };

/* A line of a story: verb, plain words, key=value pairs. */
struct line {
	const char *file;
	int number;
	struct str word[WORDS];
	size_t n_words;
	struct str key[WORDS];
	struct str value[WORDS];
	size_t n_pairs;
};

struct story {
	struct home home;
	struct arena *arena;   /* of the whole story: names */
	struct arena *scratch; /* of a line */
	struct fail fail;
	struct actor actor;
	struct instant now;
	struct {
		struct str name;
		struct str kind; /* "user", "customer", "ticket", "follow_up", "department" */
		int64_t id;
	} names[NAMES];
	size_t n_names;
	int failures;
};

/* Cuts a line into words; "..." holds spaces together.  Empty lines and # give no words. */
void line_cut(struct arena *a, struct str text, struct line *ret_line);
/* The value of a key; the empty str when it is not there. */
struct str line_get(const struct line *l, const char *key);
/* Does what the line says.  ERR_NOT_FOUND with failures counted when it cannot. */
enum err line_do(struct story *s, const struct line *l);
/* Checks an "expect" line; says on stdout what differs. */
void line_expect(struct story *s, const struct line *l);
/* The id of a name of that kind; 0 when there is none. */
int64_t story_id(const struct story *s, const char *kind, struct str name);
/* Runs a use case as the story's actor at its time. */
enum err story_run(struct story *s, enum tx_mode mode, use_case fn, void *arg);
/* Writes all that a story has left, as text that is the same on every database. */
enum err story_dump(struct ctx *cx, void *buf);

#endif
