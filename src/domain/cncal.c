#include "domain/cncal.h"

#include "domain/cncal_table.h"

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
	return d.day >= cncal_first().day && d.day <= cncal_last().day;
}

size_t cncal_count(void)
{
	return cncal_row_count;
}

struct date cncal_date(size_t i)
{
	return (struct date){cncal_rows[i].day};
}
