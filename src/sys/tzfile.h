/* tzfile - zones by name, read from the system's time zone database.
 *
 * The file is chosen by the name alone: TZ and the machine's own zone play no part. */
#ifndef SYS_TZFILE_H
#define SYS_TZFILE_H

#include "base/tz.h"

/* Whether a text has the form of a name in the IANA database, "Asia/Shanghai": parts of
 * letters, digits, + - _ with one slash between, beginning with a capital, up to 64 bytes.
 * So never "..", an absolute path, "posix/..." or "localtime". */
bool tzfile_name_ok(struct str name);

/* Reads and parses the zone of that name into the arena.
 * ERR_INPUT: no name of a zone, or the file is damaged; ERR_NOT_FOUND: no such zone;
 * ERR_IO: it cannot be read. */
MUST_CHECK enum err tzfile_load(struct arena *a, struct str name, const struct tz **ret_tz);

/* The names of the zones that places on earth have, sorted, and UTC, in the arena: from
 * zone.tab of the system's database.  ERR_NOT_FOUND: it is not installed; ERR_IO. */
MUST_CHECK enum err tzfile_names(struct arena *a, struct str **ret_names, size_t *ret_n);

/* Zones that were read already, for one owner (a thread, a run, a snapshot being built).
 * Zero-initialise and set arena; all zones lie there and live as long as it. */
struct tzfile_cache {
	struct arena *arena;
	struct tzfile_cached {
		struct str name;
		const struct tz *tz;
	} * v;
	size_t n;
	size_t cap;
};

/* The zone of that name from the cache, or read into it; NULL when there is none. */
const struct tz *tzfile_cache_find(struct tzfile_cache *c, struct str name);

/* The same as a source for parsers; borrows the cache. */
struct tz_source tzfile_source(struct tzfile_cache *c);

#endif
