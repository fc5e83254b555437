#include "domain/cncal.h"

#include "domain/cncal_table.h"
#include "domain/lunar.h"

static const struct cnday_row *find(struct date d)
{
	size_t lo = 0;
	size_t hi = cncal_row_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (cncal_rows[mid].day < d.day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < cncal_row_count && cncal_rows[lo].day == d.day ? &cncal_rows[lo] : NULL;
}

enum cnday cncal_day(struct date d)
{
	const struct cnday_row *row = find(d);
	return row ? row->kind : CNDAY_PLAIN;
}

const char *cncal_name(struct date d)
{
	const struct cnday_row *row = find(d);
	return row ? row->name : "";
}

struct date cncal_first(void)
{
	return (struct date){cncal_rows[0].day};
}

struct date cncal_last(void)
{
	/* A notice speaks for its whole year, whatever its last entry is. */
	int32_t year = date_ymd((struct date){cncal_rows[cncal_row_count - 1].day}).year;
	return date_of(year, 12, 31);
}

bool cncal_known(struct date d)
{
	return d.day >= cncal_first().day &&
	       (d.day <= cncal_rows[cncal_row_count - 1].day || d.day <= cncal_last().day);
}

size_t cncal_count(void)
{
	return cncal_row_count;
}

struct date cncal_date(size_t i)
{
	return (struct date){cncal_rows[i].day};
}

/* Days off by law.  Lunar ones name a festival and the days after it. */
static const struct statutory {
	const char *name;
	int month, day; /* month 0: by the lunar calendar; day 0: Qingming */
	int festival;
	int from, to; /* days relative to it */
} statutory[] = {
	{.name = "元旦", .month = 1, .day = 1},
	{.name = "春节", .festival = FESTIVAL_SPRING, .from = -1, .to = 2},
	{.name = "清明节", .month = 4},
	{.name = "劳动节", .month = 5, .day = 1, .to = 1},
	{.name = "端午节", .festival = FESTIVAL_DRAGON_BOAT},
	{.name = "中秋节", .festival = FESTIVAL_MID_AUTUMN},
	{.name = "国庆节", .month = 10, .day = 1, .to = 2},
};

/* Qingming's day in April.  The usual approximation for 2001-2099, [0.2422 y + 4.81] - [y / 4]
 * with y the year of the century, checked against every announced year of the table. */
static int qingming(int32_t year)
{
	int y = year % 100;
	return y == 0 ? 4 + (year > 2000) : (2422 * y + 48100) / 10000 - y / 4;
}

static bool festival_date(const struct statutory *s, int32_t year, struct date *ret)
{
	if (!s->month)
		return lunar_festival((enum lunar_festival)s->festival, year, ret) == OK;
	*ret = date_of(year, s->month, s->day ? s->day : qingming(year));
	return true;
}

size_t cncal_statutory(int32_t year, struct date ret_dates[CNCAL_STATUTORY])
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof statutory / sizeof *statutory; i++) {
		struct date d;
		if (!festival_date(&statutory[i], year, &d))
			continue;
		for (int k = statutory[i].from; k <= statutory[i].to; k++)
			ret_dates[n++] = (struct date){d.day + k};
	}
	return n;
}

enum cnday cncal_estimate(struct date d, const char **ret_name)
{
	*ret_name = cncal_name(d);
	if (cncal_known(d) || d.day < cncal_first().day)
		return cncal_day(d);
	for (size_t i = 0; i < sizeof statutory / sizeof *statutory; i++) {
		struct date f;
		if (!festival_date(&statutory[i], date_ymd(d).year, &f))
			continue;
		if (d.day >= f.day + statutory[i].from && d.day <= f.day + statutory[i].to) {
			*ret_name = statutory[i].name;
			return CNDAY_OFF;
		}
	}
	return CNDAY_PLAIN;
}
