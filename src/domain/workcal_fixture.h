/* workcal_fixture - a compiled calendar for tests of what runs on one.  For x_test.c only. */
#ifndef DOMAIN_WORKCAL_FIXTURE_H
#define DOMAIN_WORKCAL_FIXTURE_H

#include "base/test.h"
#include "domain/workcal.h"
#include "sys/tzfile.h"

struct fixture {
	struct arena *arena;
	const struct workcal *office;
};

/* Shanghai with the Chinese days off, Monday to Friday; `hours` is the JSON of one day. */
#define FIXTURE_CHINA(hours)                                                                   \
	"{\"time_zone\":\"Asia/Shanghai\",\"preset\":\"CN\",\"weekly\":{\"mon\":" hours        \
	",\"tue\":" hours ",\"wed\":" hours ",\"thu\":" hours ",\"fri\":" hours "}}"

/* Compiles a calendar for 2015-2045 into *state, for a group's setup. */
static inline int fixture_setup(void **state, const char *json)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct fixture *fx = ARENA_NEW(a, struct fixture);
	struct tzfile_cache *cache = ARENA_NEW(a, struct tzfile_cache);
	struct workcal_rules *rules = ARENA_NEW(a, struct workcal_rules);
	json_t *root;

	cache->arena = a;
	struct tz_source zones = tzfile_source(cache);
	assert_int_equal(json_read(a, str_of(json), &f, &root), OK);
	assert_int_equal(workcal_rules_parse(a, root, &zones, &f, rules), OK);
	assert_int_equal(workcal_compile(a, rules, date_of(2015, 1, 1), date_of(2045, 12, 31),
					 &fx->office),
			 OK);
	fx->arena = a;
	*state = fx;
	return 0;
}

/* The group's teardown. */
static inline int fixture_teardown(void **state)
{
	struct fixture *fx = *state;
	arena_free(fx->arena);
	return 0;
}

#endif
