#include "domain/lunar.h"

/* A year in a word: bits 0-12 tell which months have 30 days, in order, the leap month standing
 * after its namesake; bits 13-16 the leap month, 0 = none; bits 17 and up how many days after
 * 1 January the year begins.  For the source see lunar.h. */
/* clang-format off */
static const uint32_t years[] = {
	0x620752, 0x4c0ea5, 0x38b64a, 0x5c064b, 0x440a9b, 0x309556, 0x56056a, 0x400b59, 0x2a5752, 0x500752, /* 1901 */
	0x3adb25, 0x600b25, 0x480a4b, 0x32b4ab, 0x5802ad, 0x42056b, 0x2c4b69, 0x520da9, 0x3efd92, 0x640e92, /* 1911 */
	0x4c0d25, 0x36ba4d, 0x5c0a56, 0x4602b6, 0x2e95b5, 0x5606d4, 0x400ea9, 0x2c5e92, 0x500e92, 0x3acd26, /* 1921 */
	0x5e052b, 0x480a57, 0x32b2b6, 0x580b5a, 0x4406d4, 0x2e6ec9, 0x520749, 0x3cf693, 0x620a93, 0x4c052b, /* 1931 */
	0x34ca5b, 0x5a0aad, 0x46056a, 0x309b55, 0x560ba4, 0x400b49, 0x2a5a93, 0x500a95, 0x38f52d, 0x5e0536, /* 1941 */
	0x480aad, 0x34b5aa, 0x5805b2, 0x420da5, 0x2e7d4a, 0x540d4a, 0x3d0a95, 0x600a97, 0x4c0556, 0x36cab5, /* 1951 */
	0x5a0ad5, 0x4606d2, 0x308ea5, 0x560ea5, 0x40064a, 0x286c97, 0x4e0a9b, 0x3af55a, 0x5e056a, 0x480b69, /* 1961 */
	0x34b752, 0x5a0b52, 0x420b25, 0x2c964b, 0x520a4b, 0x3d14ab, 0x6002ad, 0x4a056d, 0x36cb69, 0x5c0da9, /* 1971 */
	0x460d92, 0x309d25, 0x560d25, 0x415a4d, 0x640a56, 0x4e02b6, 0x38c5b5, 0x5e06d5, 0x480ea9, 0x34be92, /* 1981 */
	0x5a0e92, 0x440d26, 0x2c6a56, 0x500a57, 0x3d14d6, 0x62035a, 0x4a06d5, 0x36b6c9, 0x5c0749, 0x460693, /* 1991 */
	0x2e952b, 0x54052b, 0x3e0a5b, 0x2a555a, 0x4e056a, 0x38fb55, 0x600ba4, 0x4a0b49, 0x32ba93, 0x580a95, /* 2001 */
	0x42052d, 0x2c8aad, 0x500ab5, 0x3d35aa, 0x6205d2, 0x4c0da5, 0x36dd4a, 0x5c0d4a, 0x460c95, 0x30952e, /* 2011 */
	0x540556, 0x3e0ab5, 0x2a55b2, 0x5006d2, 0x38cea5, 0x5e0725, 0x48064b, 0x32ac97, 0x560cab, 0x42055a, /* 2021 */
	0x2c6ad6, 0x520b69, 0x3d7752, 0x620b52, 0x4c0b25, 0x36da4b, 0x5a0a4b, 0x4404ab, 0x2ea55b, 0x5405ad, /* 2031 */
	0x3e0b6a, 0x2a5b52, 0x500d92, 0x3afd25, 0x5e0d25, 0x480a55, 0x32b4ad, 0x5804b6, 0x4005b5, 0x2c6daa, /* 2041 */
	0x520ec9, 0x3f1e92, 0x620e92, 0x4c0d26, 0x36ca56, 0x5a0a57, 0x4404d6, 0x2e86d5, 0x540755, 0x400749, /* 2051 */
	0x286e93, 0x4e0693, 0x38f52b, 0x5e052b, 0x460a5b, 0x32b55a, 0x58056a, 0x420b65, 0x2c974a, 0x520b4a, /* 2061 */
	0x3d1a95, 0x620a95, 0x4a052d, 0x34caad, 0x5a0ab5, 0x4605aa, 0x2e8ba5, 0x540da5, 0x400d4a, 0x2a7c95, /* 2071 */
	0x4e0c96, 0x38f94e, 0x5e0556, 0x480ab5, 0x32b5b2, 0x5806d2, 0x420ea5, 0x2e8e4a, 0x50068b, 0x3b0c97, /* 2081 */
	0x6004ab, 0x4a055b, 0x34cad6, 0x5a0b6a, 0x460752, 0x309725, 0x540b45, 0x3e0a8b, 0x28549b, 0x4e04ab, /* 2091 */
};
/* clang-format on */
_Static_assert(sizeof years / sizeof *years == LUNAR_YEAR_MAX - LUNAR_YEAR_MIN + 1,
	       "a word for every year");

static const struct {
	const char *name;
	int month, day;
} festivals[] = {
#define FESTIVAL_ROW(id, name, month, day) [id] = {name, month, day},
	LUNAR_FESTIVALS(FESTIVAL_ROW)
#undef FESTIVAL_ROW
};

static bool in_table(int32_t year)
{
	return year >= LUNAR_YEAR_MIN && year <= LUNAR_YEAR_MAX;
}

static uint32_t word_of(int32_t year)
{
	return years[year - LUNAR_YEAR_MIN];
}

static int32_t first_day(int32_t year)
{
	return date_of(year, 1, 1).day + (int32_t)(word_of(year) >> 17);
}

int lunar_leap_month(int32_t year)
{
	return word_of(year) >> 13 & 15;
}

/* The place of a month in its year, from 0; -1 when the year has no such month. */
static int place_of(int32_t year, int month, bool leap)
{
	int leap_month = lunar_leap_month(year);
	if (leap)
		return leap_month == month ? month : -1;
	return month - 1 + (leap_month && month > leap_month);
}

static int days_at(int32_t year, int place)
{
	return 29 + (int)(word_of(year) >> place & 1);
}

int lunar_month_days(int32_t year, int month, bool leap)
{
	int place = place_of(year, month, leap);
	return place < 0 ? 0 : days_at(year, place);
}

enum err lunar_to_date(struct lunar_date l, struct date *ret_date)
{
	if (!in_table(l.year))
		return ERR_UNSUPPORTED;
	if (l.month < 1 || l.month > 12 || l.day < 1 || l.day > 30)
		return ERR_INPUT;
	int place = place_of(l.year, l.month, l.leap);
	*ret_date = DATE_NONE;
	if (place < 0 || l.day > days_at(l.year, place))
		return OK;
	int32_t day = first_day(l.year) + l.day - 1;
	for (int i = 0; i < place; i++)
		day += days_at(l.year, i);
	ret_date->day = day;
	return OK;
}

enum err lunar_of(struct date d, struct lunar_date *ret_lunar)
{
	int32_t year = date_ymd(d).year;
	/* The table's last year ends in the January after it. */
	if (year == LUNAR_YEAR_MAX + 1 || (in_table(year) && d.day < first_day(year)))
		year--;
	if (!in_table(year))
		return ERR_UNSUPPORTED;
	int32_t left = d.day - first_day(year);
	int leap_month = lunar_leap_month(year);
	int months = leap_month ? 13 : 12;
	int place = 0;
	while (place < months && left >= days_at(year, place))
		left -= days_at(year, place++);
	if (place == months)
		return ERR_UNSUPPORTED; /* after the last year of the table */
	bool after = leap_month && place >= leap_month;
	*ret_lunar = (struct lunar_date){
		.year = year,
		.month = place + 1 - after,
		.day = left + 1,
		.leap = leap_month && place == leap_month,
	};
	return OK;
}

enum err lunar_festival(enum lunar_festival f, int32_t year, struct date *ret_date)
{
	struct lunar_date l = {year, festivals[f].month, festivals[f].day, false};
	return lunar_to_date(l, ret_date);
}

bool lunar_festival_find(struct str name, enum lunar_festival *ret)
{
	for (int i = 0; i < LUNAR_FESTIVAL_COUNT; i++) {
		if (str_is(name, festivals[i].name)) {
			*ret = (enum lunar_festival)i;
			return true;
		}
	}
	return false;
}
