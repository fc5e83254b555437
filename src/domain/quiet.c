#include "domain/quiet.h"

/* Rounds of "business opens, then the person is quiet": one a day for a week. */
enum { ROUNDS = 7, SECONDS = 60 };

static bool is_quiet(const struct quiet *q, int32_t second)
{
	int32_t from = q->from * SECONDS, to = q->to * SECONDS;

	if (from == to)
		return false;
	if (from < to)
		return second >= from && second < to;
	return second >= from || second < to;
}

/* The next reading of the end; t itself when it is not quiet. */
static struct instant next_end(const struct quiet *q, struct instant t)
{
	struct local l = tz_local(q->tz, t);
	struct date d = local_date(l);
	int32_t second = local_second(l);

	if (!is_quiet(q, second))
		return t;
	if (second >= q->to * SECONDS)
		d.day++;
	struct instant end = tz_instant(q->tz, local_of(d, q->to * SECONDS));
	/* In the hour that a clock set back repeats, the end has been already. */
	return instant_cmp(end, t) > 0 ? end : t;
}

/* Where a clock set forward skips the end, what it shows instead may be quiet again: then the
 * next day's end counts. */
struct instant quiet_end(const struct quiet *q, struct instant t)
{
	struct instant end = next_end(q, t);

	while (instant_cmp(end, t) > 0) {
		t = end;
		end = next_end(q, t);
	}
	return end;
}

struct instant quiet_say_at(const struct quiet *q, const struct workcal *cal,
			    struct instant now)
{
	struct instant at = now;

	for (int i = 0; i < ROUNDS; i++) {
		struct instant open = at;
		if (cal && workcal_next_open(cal, at, &open))
			open = at;
		at = q ? quiet_end(q, open) : open;
		if (instant_cmp(at, open) == 0)
			return at;
	}
	return q ? quiet_end(q, now) : now;
}
