/* workcal_rules - what a business calendar says: hours of the week and dated exceptions.
 *
 * A value, on the wall clock of its zone; nothing here is an instant yet (workcal compiles
 * that).  The JSON form and the meaning of every key are section 2 of doc/clock-eval. */
#ifndef DOMAIN_WORKCAL_RULES_H
#define DOMAIN_WORKCAL_RULES_H

#include "base/json.h"
#include "base/tz.h"

/* Open from `from` to before `to`, seconds of the local day, 0 <= from < to <= 86400. */
struct workcal_span {
	int32_t from;
	int32_t to;
};

/* Sorted, disjoint, not touching. */
struct workcal_spans {
	const struct workcal_span *v;
	size_t n;
};

/* An entry for one date: hours on it, and those that an overnight interval opens on the next.
 */
struct workcal_dated {
	struct date date;
	struct workcal_spans own;
	struct workcal_spans next;
};

/* Sorted by date, one entry a date. */
struct workcal_dates {
	const struct workcal_dated *v;
	size_t n;
};

/* What a date is called, sorted by date. */
struct workcal_named {
	struct date date;
	const char *name;
};

struct workcal_rules {
	const struct tz *tz;
	struct str zone;		/* its name */
	struct workcal_spans weekly[7]; /* 0 = Monday; overnight parts already on their day */
	struct workcal_dates holidays;	/* no spans: closed */
	struct workcal_dates workdays;
	struct workcal_dates shifts;
	struct workcal_dates breaks;
	bool china; /* days off and make-up workdays of mainland China lie under the dated ones
		     */
	bool empty; /* no interval at all: can never be open */
	const struct workcal_named *names;
	size_t n_names;
	struct date known_until; /* of China's days off, by the document; 1970 or less: by the
				    table alone */
};

/* Which rule a date's hours came from. */
enum day_rule {
	DAY_WEEK,    /* the weekly hours */
	DAY_HOLIDAY, /* closed by a holiday */
	DAY_MAKE_UP, /* open by a make-up workday */
	DAY_SHIFT,   /* hours of its own, perhaps none */
};

/* Parses the JSON calendar object.  Zones come from `zones`; names are copied.  With
 * {"preset":"CN"} and no hours the result is `empty` and `china`.
 * ERR_INPUT: fail has the code "bad_calendar" or "bad_time_zone" and the place concerned,
 * "holidays[2]", "workdays.2026-02-14".
 * A calendar without hours is no error here: look at `empty`. */
MUST_CHECK enum err workcal_rules_parse(struct arena *a, const json_t *calendar,
					const struct tz_source *zones, struct fail *f,
					struct workcal_rules *ret_rules);

/* The hours of one civil date on the wall clock, breaks taken off, in the arena; and the rule
 * that gave them. */
struct workcal_spans workcal_rules_hours(struct arena *a, const struct workcal_rules *rules,
					 struct date d, enum day_rule *ret_rule);

/* Which rule a date's hours come from. */
enum day_rule workcal_rules_day(const struct workcal_rules *rules, struct date d);

/* What a date is called, "春节", "司庆": by the document, else by China's table; "" when it has
 * no name.  Lives as long as the rules. */
const char *workcal_rules_name(const struct workcal_rules *rules, struct date d);

/* Whether all days off of the date's year are known; true where China's do not count. */
bool workcal_rules_known(const struct workcal_rules *rules, struct date d);
/* The last date for which they are; DATE_NONE where China's do not count. */
struct date workcal_rules_known_until(const struct workcal_rules *rules);
/* Whether the date's hours come from China's table or its estimate. */
bool workcal_rules_decreed(const struct workcal_rules *rules, struct date d);

/* All dates whose hours may differ from the plain week, sorted, each once, in the arena. */
struct date *workcal_rules_special(struct arena *a, const struct workcal_rules *rules,
				   size_t *ret_n);

#endif
