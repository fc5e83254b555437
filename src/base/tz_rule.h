/* tz_rule - the POSIX TZ rule at the end of a TZif file, "CET-1CEST,M3.5.0,M10.5.0/3".
 *
 * A part of tz, for tz.c only.  POSIX.1-2017 section 8.3 with the extension of RFC 8536
 * section 3.3.1: hours of a change run from -167 to 167. */
#ifndef BASE_TZ_RULE_H
#define BASE_TZ_RULE_H

#include "base/time.h"

struct tz_rule_day {
	char form; /* 'M': week `week` of `month`; 'J': day 1..365 without 29 February; '0':
		      0..365 */
	int month; /* 1..12 */
	int week;  /* 1..5, 5 = last */
	int day;   /* 'M': 0 = Sunday .. 6 */
	int32_t second; /* wall clock of that day, may be negative or beyond the day */
};

struct tz_rule {
	bool has_dst;
	int32_t std_offset_s; /* east of UTC */
	int32_t dst_offset_s;
	struct tz_rule_day start; /* read on standard time */
	struct tz_rule_day end;	  /* read on summer time */
};

/* A change: from at_s (UTC) on the offset holds. */
struct tz_rule_change {
	int64_t at_s;
	int32_t offset_s;
};

/* Parses the text; ERR_INPUT when it is malformed. */
MUST_CHECK enum err tz_rule_parse(struct str text, struct tz_rule *ret_rule);

/* The two changes of a civil year in order of time; the rule must have DST. */
void tz_rule_year(const struct tz_rule *rule, int32_t year,
		  struct tz_rule_change ret_change[2]);

#endif
