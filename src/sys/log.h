/* log - what happened, one JSON object a line on stderr.
 *
 * A line has a time, a level, a stable key ("store.broken") and fields.  Never personal data:
 * ids and codes, no names, numbers or texts of customers.  The edge logs an error once;
 * libraries return it. */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "base/field.h"

enum log_level { LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR };

struct log_field {
	const char *name;
	struct value value;
};

/* Lines below this level are dropped; LEVEL_INFO at start. */
void log_set_level(enum log_level least);
/* Writes one line in one write(2), so that lines of threads do not mix.  Drops the line when
 * memory is out: logging must not make things worse. */
void log_put(enum log_level level, const char *key, const struct log_field *fields, size_t n);

#define LOG_INT(name, x) ((struct log_field){name, VAL_INT(x)})
#define LOG_STR(name, x) ((struct log_field){name, VAL_STR(x)})
/* log_event(LEVEL_WARN, "store.slow", LOG_INT("us", us), LOG_STR("query", name)); */
#define log_event(level, key, ...)                                                             \
	log_put(level, key, (const struct log_field[]){__VA_ARGS__},                           \
		sizeof(const struct log_field[]){__VA_ARGS__} / sizeof(struct log_field))

#endif
