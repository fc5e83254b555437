#include "service/numbers.h"

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

enum err number_next(struct ctx *cx, enum numbered kind, struct date day,
		     struct str *ret_number)
{
	struct form f = form_of(cx, kind);

	if (!cx->world->company.id)
		return fail_at(cx->fail, ERR_CONFLICT, NULL, "not_set_up");
	struct value key = VAL_STR(number_key(cx->arena, f.prefix, f.reset, day));
	int64_t n;

	enum err e = tx_one_int(cx->tx, Q_COUNTER_NEXT, &key, 1, &n);
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
	const struct value params[] = {VAL_STR(number_key(cx->arena, f.prefix, f.reset, day)),
				       VAL_INT(n)};
	return tx_exec(cx->tx, Q_COUNTER_REACH, params, 2, NULL);
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
