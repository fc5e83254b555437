#include "service/numbers.h"

#include "service/later.h"
#include "store/send.h"

struct form {
	struct str prefix;
	bool whole_date;
	int64_t digits;
	enum reset reset;
};

static struct form form_of(const struct ctx *cx, enum numbered kind)
{
	const struct company *c = &cx->world->company;

	if (kind == NUMBER_CUSTOMER)
		return (struct form){c->customer_prefix, false, c->customer_digits,
				     (enum reset)c->customer_reset};
	return (struct form){c->ticket_prefix, true, c->ticket_digits,
			     (enum reset)c->ticket_reset};
}

static enum err reach(struct ctx *cx, struct str key, int64_t n)
{
	const struct value params[] = {VAL_STR(key), VAL_INT(n)};

	return tx_exec_later(cx->tx, Q_COUNTER_REACH, params, 2);
}

enum err number_write(struct ctx *cx)
{
	struct later *l = cx->later;
	enum err e = l->counter.n ? reach(cx, l->counter, l->count) : OK;

	l->counter = STR("");
	return e;
}

/* The next count of a key: while cx->later stands, only the first one of a row of them is
 * asked for, which makes all others who count there wait until the end. */
static enum err count(struct ctx *cx, struct str key, int64_t *ret_n)
{
	struct later *l = cx->later;
	enum err e = OK;

	if (l && str_eq(l->counter, key)) {
		*ret_n = ++l->count;
		return OK;
	}
	if (l)
		e = number_write(cx);
	if (!e)
		e = tx_one_int(cx->tx, Q_COUNTER_NEXT, &VAL_STR(key), 1, ret_n);
	if (!e && l) {
		l->counter = key;
		l->count = *ret_n;
	}
	return e;
}

enum err number_next(struct ctx *cx, enum numbered kind, struct date day,
		     struct str *ret_number)
{
	struct form f = form_of(cx, kind);

	if (!cx->world->company.id)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_set_up");
	int64_t n;

	enum err e = count(cx, number_key(cx->arena, f.prefix, f.reset, day), &n);
	if (!e)
		*ret_number =
			number_format(cx->arena, f.prefix, f.whole_date, day, f.digits, n);
	return e;
}

struct str number_nth(struct ctx *cx, enum numbered kind, struct date day, int64_t n)
{
	struct form f = form_of(cx, kind);
	return number_format(cx->arena, f.prefix, f.whole_date, day, f.digits, n);
}

struct date number_since(struct ctx *cx, enum numbered kind, struct date day)
{
	struct ymd c = date_ymd(day);

	switch (form_of(cx, kind).reset) {
	case RESET_DAY:
		return day;
	case RESET_MONTH:
		return date_of(c.year, c.month, 1);
	case RESET_YEAR:
		return date_of(c.year, 1, 1);
	case RESET_NEVER:
		break;
	}
	return DATE_NONE;
}

enum err number_reach(struct ctx *cx, enum numbered kind, struct date day, int64_t n)
{
	struct form f = form_of(cx, kind);
	struct str key = number_key(cx->arena, f.prefix, f.reset, day);
	struct later *l = cx->later;

	if (!l || !str_eq(l->counter, key))
		return reach(cx, key, n);
	l->count = n > l->count ? n : l->count;
	return OK;
}

enum err number_given(struct ctx *cx, enum numbered kind, struct str number)
{
	struct form f = form_of(cx, kind);
	struct date day;
	int64_t n = number_parse(number, f.prefix, f.whole_date, &day);

	if (n == 0)
		return OK;
	return number_reach(cx, kind, day, n);
}
