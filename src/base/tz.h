/* tz - a time zone as a value: offsets from UTC, and wall-clock readings as instants.
 *
 * Pure: gets the bytes of a TZif file (RFC 8536, versions 2 and later) and never looks at the
 * machine's own zone.  Where the bytes come from is the business of sys/tzfile.  A zone is
 * immutable and may be shared between threads.  Leap seconds are ignored, as everywhere. */
#ifndef BASE_TZ_H
#define BASE_TZ_H

#include "base/time.h"

/* Opaque; lies in the arena it was parsed into. */
struct tz;

/* A reading of the wall clock: seconds since 1970-01-01T00:00:00 on the wall. */
struct local {
	int64_t s;
};

/* A longest stretch of one offset: UTC seconds [from_s, to_s); the outermost ones end at
 * INT64_MIN and INT64_MAX.  offset_s is east of UTC: wall = UTC + offset. */
struct tz_stretch {
	int64_t from_s;
	int64_t to_s;
	int32_t offset_s;
};

/* Where a parser of calendars finds the zones that they name: find() gives the zone, which
 * must outlive what is built from it, or NULL when there is none of that name. */
struct tz_source {
	const struct tz *(*find)(void *arg, struct str name);
	void *arg;
};

/* No zone is further from UTC than this (POSIX allows 24:59:59, plus one hour). */
enum { TZ_OFFSET_MAX = 26 * 3600 };

/* Parses TZif bytes into the arena; borrows them.  The POSIX rule at the end of the file is
 * followed for ever.  ERR_INPUT: not TZif, damaged, or with leap seconds. */
MUST_CHECK enum err tz_parse(struct arena *a, struct str bytes, const struct tz **ret_tz);

/* UTC itself: a constant that needs no file. */
const struct tz *tz_utc(void);

/* The stretch of constant offset that the UTC second s lies in.
 * Law: tz_at(z, r.to_s) begins where r = tz_at(z, s) ended, and its offset differs. */
struct tz_stretch tz_at(const struct tz *tz, int64_t s);

/* What the wall clock shows at an instant; parts of a second are cut off. */
struct local tz_local(const struct tz *tz, struct instant t);

/* The civil date at an instant. */
struct date tz_date(const struct tz *tz, struct instant t);

/* The instant of a reading by RFC 5545 section 3.3.5: a reading that a forward change skips is
 * taken with the offset before the change; one that occurs twice is the first.
 * Law: tz_local(z, tz_instant(z, l)) == l unless l is skipped. */
struct instant tz_instant(const struct tz *tz, struct local l);

/* The first instant whose civil date is d or a later one.  A date that the zone skips begins
 * where the next one does.  Differs from tz_instant(midnight) only when midnight is skipped. */
struct instant tz_date_start(const struct tz *tz, struct date d);

/* Midnight of a date plus a time of day in seconds (0..86400) as a reading. */
static inline struct local local_of(struct date d, int32_t second)
{
	return (struct local){(int64_t)d.day * S_PER_DAY + second};
}

/* The date and the second of the day of a reading. */
struct date local_date(struct local l);
int32_t local_second(struct local l);

#endif
