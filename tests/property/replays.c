/* The laws of replay (A7, A3): under the standard in force nothing differs; the counts do not
 * depend on the number of threads; replay under B says what a company says that lived under B.
 * All three of groups, differences and S0's table. */
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

/* A column of S0's table. */
static void say_evidence(struct evidence *e, struct buf *b)
{
	evidence_sort(e);
	buf_printf(b, "tickets %lld %lld:", (long long)e->tickets, (long long)e->solved);
	for (int i = 0; i < CONFIRMATION_COUNT; i++)
		buf_printf(b, " %lld", (long long)e->confirmed[i]);
	for (int i = 0; i < TIER_COUNT; i++) {
		const struct evidence_tier *t = &e->tiers[i];
		buf_printf(b, "\n%s %lld %lld:", names_get(&tier_names, i),
			   (long long)t->answered, (long long)t->answer_s);
		for (size_t k = 0; k < t->n_limits; k++)
			buf_printf(b, " %lld of %.*s", (long long)t->limits[k].n,
				   STR_ARG(t->limits[k].target));
	}
	buf_puts(b, "\n");
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
	struct evidence e = r->evidence[side];
	say_evidence(&e, b);
}

/* Under the standard in force, while it stays, both sides are the same. */
static void check_same(struct firm *m, const struct replay *r)
{
	struct buf old = {0}, new = {0};

	say(m, r, REPLAY_OLD, &old);
	say(m, r, REPLAY_NEW, &new);
	if (r->all_differences || !str_eq(buf_str(&old), buf_str(&new)))
		firm_broken(m, "%zu differ under the standard in force", r->all_differences);
	buf_done(&old);
	buf_done(&new);
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
		if (m->steady)
			check_same(m, &r);
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
