/* Any bytes as a calendar: refused with a reason, or every date has hours that lie in order;
 * and as a list of days off, pasted as it comes. */
#include "fuzz.h"

#include "base/json.h"
#include "domain/holiday_list.h"
#include "domain/workcal_rules.h"
#include "sys/tzfile.h"

enum { YEAR = 2026, DAYS = 40 };

static void look_at_days(struct arena *a, const struct workcal_rules *rules)
{
	struct date d = date_of(YEAR, 2, 1);
	enum day_rule rule;

	for (int i = 0; i < DAYS; i++, d.day++) {
		struct workcal_spans s = workcal_rules_hours(a, rules, d, &rule);
		for (size_t k = 0; k < s.n; k++)
			fuzz_must(s.v[k].from < s.v[k].to &&
				  (k == 0 || s.v[k - 1].to <= s.v[k].from));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct tzfile_cache cache = {.arena = a};
	struct tz_source zones = tzfile_source(&cache);
	struct workcal_rules rules;
	struct holiday_list list;
	json_t *v;

	if (!a)
		return 0;
	if (!json_read(a, fuzz_text(data, size), &f, &v)) {
		if (!workcal_rules_parse(a, v, &zones, &f, &rules))
			look_at_days(a, &rules);
		else
			fuzz_must(f.n > 0);
	}
	fail_clear(&f);
	if (utf8_valid(fuzz_text(data, size)) &&
	    holiday_list_read(a, str_dup(a, fuzz_text(data, size)), YEAR, &f, &list))
		fuzz_must(f.n > 0);
	arena_free(a);
	return 0;
}
