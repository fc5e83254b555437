#include "domain/company.h"

ENUM_DEFINE(reset, RESETS);
ENUM_DEFINE(version_state, VERSION_STATES);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct company
static const struct field company_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, name, F_EDIT | F_REQUIRED, .max = 200),
	F_TEXT(T, locale, F_EDIT | F_REQUIRED, .max = 10),
	F_TEXT(T, time_zone, F_EDIT | F_REQUIRED, .max = 60),
	F_TEXT(T, currency, F_EDIT | F_REQUIRED, .min = 3, .max = 3),
	F_TEXT(T, calendar, F_EDIT | F_REQUIRED, .max = 40),
	F_REF(T, policy_id, 0, "policy"),
	F_TEXT(T, customer_prefix, F_EDIT, .max = 10),
	F_INT(T, customer_digits, F_EDIT, .min = 1, .max = 12),
	F_ENUM(T, customer_reset, F_EDIT, reset_names),
	F_TEXT(T, ticket_prefix, F_EDIT, .max = 10),
	F_INT(T, ticket_digits, F_EDIT, .min = 1, .max = 12),
	F_ENUM(T, ticket_reset, F_EDIT, reset_names),
	F_TEXT(T, mail_from, F_EDIT, .max = 200),
	F_TEXT(T, base_url, F_EDIT, .max = 200),
	F_BOOL(T, quiet_hours, F_EDIT),
	F_JSON(T, classification, F_EDIT),
	F_INT(T, reveals_per_day, F_EDIT | F_REQUIRED, .min = 0, .max = 100000),
	F_INT(T, exports_per_day, F_EDIT | F_REQUIRED, .min = 0, .max = 100000),
	F_INT(T, recall_days, F_EDIT | F_REQUIRED, .min = 0, .max = 3650),
	F_BOOL(T, recall_keeps_buyers, F_EDIT),
	F_TIME(T, recall_since, F_HIDDEN),
	F_INT(T, claims_per_day, F_EDIT | F_REQUIRED, .min = 0, .max = 100000),
	F_INT(T, owned_max, F_EDIT | F_REQUIRED, .min = 0, .max = 1000000),
};
#undef T
const struct fields company_fields = FIELDS(struct company, "company", "company", company_rows);

#define T struct policy_version
static const struct field policy_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | FS, .min = 1, .max = 200),
	F_INT(T, number, FS),
	F_ENUM(T, state, F_FILTER, version_state_names),
	F_JSON(T, document, F_WRITE | F_REQUIRED),
	F_TEXT(T, reason, F_LINES, .max = 2000),
	F_TIME(T, published_at, FS),
	F_REF(T, published_by, 0, "user"),
};
#undef T
const struct fields policy_version_fields =
	FIELDS(struct policy_version, "policy", "policies", policy_rows);

#define T struct calendar_version
static const struct field calendar_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, code, F_NEW | F_REQUIRED | FS, .min = 1, .max = 40),
	F_TEXT(T, name, F_WRITE | F_REQUIRED, .min = 1, .max = 200),
	F_INT(T, number, FS),
	F_ENUM(T, state, F_FILTER, version_state_names),
	F_JSON(T, document, F_WRITE | F_REQUIRED),
	F_TEXT(T, reason, F_NEW | F_LINES, .max = 2000),
	F_TIME(T, published_at, FS),
	F_REF(T, published_by, 0, "user"),
};
#undef T
const struct fields calendar_version_fields =
	FIELDS(struct calendar_version, "calendar", "calendars", calendar_rows);

// clang-format on

struct str number_key(struct arena *a, struct str prefix, enum reset reset, struct date day)
{
	struct ymd c = date_ymd(day);
	switch (reset) {
	case RESET_YEAR:
		return str_fmt(a, "%.*s:%04d", STR_ARG(prefix), c.year);
	case RESET_MONTH:
		return str_fmt(a, "%.*s:%04d%02d", STR_ARG(prefix), c.year, c.month);
	case RESET_DAY:
		return str_fmt(a, "%.*s:%04d%02d%02d", STR_ARG(prefix), c.year, c.month, c.day);
	case RESET_NEVER:
		break;
	}
	return str_fmt(a, "%.*s:", STR_ARG(prefix));
}

struct str number_format(struct arena *a, struct str prefix, bool whole_date, struct date day,
			 int64_t digits, int64_t n)
{
	struct ymd c = date_ymd(day);
	if (whole_date)
		return str_fmt(a, "%.*s%04d%02d%02d%0*lld", STR_ARG(prefix), c.year, c.month,
			       c.day, (int)digits, (long long)n);
	return str_fmt(a, "%.*s%04d%0*lld", STR_ARG(prefix), c.year, (int)digits, (long long)n);
}

int64_t number_parse(struct str number, struct str prefix, bool whole_date,
		     struct date *ret_day)
{
	size_t date_len = whole_date ? 8 : 4;
	int64_t date, n;

	if (!str_starts(number, prefix))
		return 0;
	struct str rest = str_slice(number, prefix.n, number.n);
	if (rest.n <= date_len || rest.p[0] < '1' || rest.p[date_len] < '0' ||
	    rest.p[date_len] > '9' || str_to_int(str_slice(rest, 0, date_len), &date) ||
	    str_to_int(str_slice(rest, date_len, rest.n), &n) || n < 1)
		return 0;
	int month = whole_date ? (int)(date / 100 % 100) : 1,
	    day = whole_date ? (int)(date % 100) : 1;
	int32_t year = (int32_t)(whole_date ? date / 10000 : date);
	if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return 0;
	*ret_day = date_of(year, month, day);
	return n;
}
