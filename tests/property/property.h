/* property - random companies through the real services under a virtual clock.
 *
 * A firm is one company on one database; its life is drawn from a seed alone, so that the same
 * seed lives the same life on every database.  acts.c does what people and the clock do,
 * laws.c says what must hold whatever they did. */
#ifndef PROPERTY_H
#define PROPERTY_H

#include "service/ctx.h"
#include "service/world.h"

enum { PEOPLE = 5, OFFICES = 3, RECORDS = 60 };

/* Records of one type that the firm has made. */
struct made {
	int64_t id[RECORDS];
	size_t n;
};

struct firm {
	struct home home;
	struct arena *arena; /* of one step */
	struct fail fail;
	struct actor actor;
	struct instant now;
	uint64_t random;
	uint64_t seed;
	const char *base;    /* "sqlite", "pg": for reports */
	const char *presets; /* the first standard */
	bool steady;	     /* which stays, like the calendars */
	long step;
	const char *doing;
	int64_t users[PEOPLE];
	int64_t departments[OFFICES];
	struct made customers, tickets, follow_ups;
	int64_t job; /* queued by the last act; 0: none */
	long refused, done;
	int failures;
};

/* A number in [0, n) of the firm's life. */
uint64_t firm_random(struct firm *m, uint64_t n);
/* Runs a use case as the firm's actor at its time. */
enum err firm_run(struct firm *m, enum tx_mode mode, use_case fn, void *arg);
/* Counts a broken law and says where. */
void firm_broken(struct firm *m, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The company and its first standard (a use case; arg is the firm). */
enum err firm_found(struct ctx *cx, void *firm);
/* Departments, people and the first standard. */
enum err firm_begin(struct firm *m);
/* One random act; refused ones (ERR_INPUT, ERR_CONFLICT ...) are an answer, too. */
enum err firm_act(struct firm *m);
/* Fires what is due by now, as the scheduler does; a second time nothing may be left. */
enum err firm_fire(struct firm *m);
/* Moves the clock and fires on the way. */
enum err firm_advance(struct firm *m, struct instant to);

/* Checks every law; the firm has fired what is due. */
enum err firm_laws(struct firm *m);
/* Checks the laws of replay and appends what history says: under the presets `other`, or
 * (NULL) as it was judged. */
enum err firm_replay(struct firm *m, const char *other, struct buf *said);
/* All that the firm has left, as text that is the same on every database (struct buf). */
enum err firm_dump(struct ctx *cx, void *buf);

#endif
