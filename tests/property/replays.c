/* The laws of replay (A7): under the standard in force nothing differs; the counts do not
 * depend on the number of threads; replay under B says what a company says that lived under B.
 */
#include "property.h"

#include "service/policies.h"
#include "service/replays.h"

static enum err replay_by(struct firm *m, struct str document, int threads, struct replay *r)
{
	const struct replay_options options = {.document = document,
					       .from = INSTANT_NONE,
					       .to = INSTANT_NONE,
					       .threads = threads};
	const struct run run = {.home = &m->home,
				.actor = &m->actor,
				.now = m->now,
				.lang = LANG_EN,
				.arena = m->arena,
				.fail = &m->fail};
	struct replay_sizes sizes;

	return replay_run(&run, &options, r, &sizes);
}

/* All that one side says. */
static void say(struct firm *m, const struct replay *r, enum replay_side side, struct buf *b)
{
	size_t n;
	struct replay_group **v = replay_groups(m->arena, r, &n);

	for (size_t i = 0; i < n; i++) {
		const struct replay_counts *c = &v[i]->side[side];
		int64_t all = 0;
		for (int k = 0; k < OUTCOME_COUNT; k++)
			all += c->outcomes[k];
		if (!all) /* a group of the other side */
			continue;
		buf_printf(b, "%s %lld:", names_get(&replay_dimension_names, v[i]->dimension),
			   (long long)v[i]->value);
		for (int k = 0; k < OUTCOME_COUNT; k++)
			buf_printf(b, " %lld", (long long)c->outcomes[k]);
		for (int k = 0; k <= STEP_ESCALATION; k++)
			buf_printf(b, " %lld", (long long)c->steps[k]);
		buf_printf(b, ", %lld %lld\n", (long long)replay_minutes(c, 50),
			   (long long)replay_minutes(c, 90));
	}
}

static void say_both(struct firm *m, const struct replay *r, struct buf *b)
{
	say(m, r, REPLAY_OLD, b);
	say(m, r, REPLAY_NEW, b);
	for (size_t i = 0; i < r->n_differences; i++)
		buf_printf(b, "%lld %d %lld\n", (long long)r->differences[i].subject_id,
			   (int)r->differences[i].kind, (long long)r->differences[i].cycle);
}

enum err firm_replay(struct firm *m, const char *other, struct buf *said)
{
	struct buf one = {0}, three = {0};
	struct replay r, parallel;
	struct str document;

	m->doing = "replay";
	enum err e = replay_by(m, STR(""), 1, &r);
	if (!e)
		e = replay_by(m, STR(""), 3, &parallel);
	if (!e) {
		say_both(m, &r, &one);
		say_both(m, &parallel, &three);
		if (!str_eq(buf_str(&one), buf_str(&three)))
			firm_broken(m, "three threads say something else than one");
		if (m->steady && r.all_differences)
			firm_broken(m, "%zu differ under the standard in force",
				    r.all_differences);
	}
	if (!e && other)
		e = presets_join(m->arena, str_of(other), &m->fail, &document);
	if (!e && other)
		e = replay_by(m, document, 2, &r);
	if (!e)
		say(m, &r, other ? REPLAY_NEW : REPLAY_OLD, said);
	buf_done(&one);
	buf_done(&three);
	return e;
}
