#include "domain/deadline.h"

ENUM_DEFINE(recipient, RECIPIENTS);
ENUM_DEFINE(step_kind, STEP_KINDS);

enum { FS = F_FILTER | F_SORT };

// clang-format off
#define T struct deadline
static const struct field deadline_rows[] = {
	RECORD_ROWS(T),
	F_ENUM(T, subject, F_FILTER, subject_names),
	F_REF(T, subject_id, F_FILTER, "subject"),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_ENUM(T, kind, F_FILTER, deadline_kind_names),
	F_INT(T, cycle, 0),
	F_ENUM(T, state, FS, deadline_state_names),
	F_BOOL(T, open, F_FILTER),
	F_REF(T, owner_id, F_FILTER, "user"),
	F_REF(T, department_id, F_FILTER, "department"),
	F_TIME(T, start_at, FS),
	F_TIME(T, due_at, FS),
	F_TIME(T, met_at, FS),
	F_TIME(T, missed_at, FS),
	F_INT(T, remaining_s, 0),
	F_BOOL(T, provisional, F_FILTER),
	F_REF(T, policy_id, F_FILTER, "policy"),
	F_TEXT(T, rule, F_FILTER),
	F_TEXT(T, target, 0),
	F_TEXT(T, steps, F_HIDDEN),
	F_TIME(T, next_fire_at, F_SORT),
	F_TIME(T, snoozed_until, F_FILTER),
	F_TEXT(T, snooze_reason, F_LINES),
	F_TEXT(T, customer_name, F_COMPUTED),
	F_TEXT(T, customer_number, F_COMPUTED),
	F_TEXT(T, ticket_number, F_COMPUTED),
	F_TEXT(T, ticket_title, F_COMPUTED),
};
#undef T
const struct fields deadline_fields =
	FIELDS(struct deadline, "deadline", "deadlines", deadline_rows, .reach = REACH_OWNED);
// clang-format on

static struct str time_word(struct arena *a, struct instant t)
{
	return instant_is_set(t) ? str_fmt(a, "%lld", (long long)t.us) : STR("-");
}

struct str steps_format(struct arena *a, const struct step *steps, size_t n)
{
	struct str s = {"", 0};
	for (size_t i = 0; i < n; i++) {
		const struct step *p = &steps[i];
		s = str_fmt(a, "%.*s%s%d %s %s %d %.*s %.*s %d", STR_ARG(s), i ? "\n" : "",
			    p->no, names_get(&step_kind_names, (int)p->kind),
			    names_get(&recipient_names, (int)p->to), p->urgent,
			    STR_ARG(time_word(a, p->at)), STR_ARG(time_word(a, p->done_at)),
			    p->dropped);
	}
	return s;
}

static enum err word_int(struct str *line, int64_t *ret_value)
{
	struct str w;
	if (!str_split(line, ' ', &w))
		return ERR_BUG;
	if (str_is(w, "-")) {
		*ret_value = INT64_MIN;
		return OK;
	}
	return str_to_int(w, ret_value) ? ERR_BUG : OK;
}

static enum err word_name(struct str *line, const struct names *names, int *ret_value)
{
	struct str w;
	if (!str_split(line, ' ', &w))
		return ERR_BUG;
	*ret_value = names_find(names, w);
	return *ret_value < 0 ? ERR_BUG : OK;
}

static enum err step_parse(struct str line, struct step *ret_step)
{
	int64_t no, urgent, at, done, dropped;
	int kind, to;

	if (word_int(&line, &no) || word_name(&line, &step_kind_names, &kind) ||
	    word_name(&line, &recipient_names, &to) || word_int(&line, &urgent) ||
	    word_int(&line, &at) || word_int(&line, &done) || word_int(&line, &dropped))
		return ERR_BUG;
	*ret_step = (struct step){.no = (int)no,
				  .kind = (enum step_kind)kind,
				  .to = (enum recipient)to,
				  .urgent = urgent != 0,
				  .at = {at},
				  .done_at = {done},
				  .dropped = dropped != 0};
	return OK;
}

enum err steps_parse(struct arena *a, struct str s, struct step **ret_steps, size_t *ret_n)
{
	struct step *steps = NULL;
	size_t n = 0, cap = 0;
	struct str line;

	while (s.n && str_split(&s, '\n', &line)) {
		enum err e = step_parse(line, ARENA_PUSH(a, steps, n, cap));
		if (e)
			return e;
	}
	*ret_steps = steps;
	*ret_n = n;
	return OK;
}

static const struct step *same_step(const struct step *old, size_t n, const struct step *p)
{
	for (size_t i = 0; i < n; i++)
		if (old[i].no == p->no && old[i].kind == p->kind)
			return &old[i];
	return NULL;
}

void steps_carry(const struct step *old, size_t n_old, struct step *steps, size_t n,
		 const struct carry *carry)
{
	struct instant now = carry->now;
	struct step *highest = NULL;

	for (size_t i = 0; i < n; i++) {
		struct step *p = &steps[i];
		const struct step *o = same_step(old, n_old, p);
		if (o && instant_is_set(o->done_at)) {
			if (!o->dropped && instant_cmp(p->at, o->done_at) > 0)
				continue; /* moved later past its firing: comes again */
			if (o->dropped && instant_cmp(p->at, now) > 0)
				continue;
			p->done_at = o->done_at;
			p->dropped = o->dropped;
			continue;
		}
		bool was_pending = carry->was_paused ? instant_cmp(p->at, carry->ran_from) >= 0
						     : o && instant_cmp(o->at, now) <= 0;
		if (instant_cmp(p->at, now) > 0 || was_pending)
			continue;
		p->done_at = now;
		p->dropped = true;
		if (!highest || instant_cmp(p->at, highest->at) >= 0)
			highest = p;
	}
	if (highest && carry->tell_highest) {
		highest->done_at = INSTANT_NONE;
		highest->dropped = false;
	}
}

struct instant steps_next(const struct step *steps, size_t n)
{
	struct instant next = INSTANT_NONE;
	for (size_t i = 0; i < n; i++)
		if (!instant_is_set(steps[i].done_at))
			next = instant_min(next, steps[i].at);
	return next;
}

struct instant deadline_next_fire(const struct deadline *d, const struct step *steps, size_t n,
				  struct instant now)
{
	struct instant next = steps_next(steps, n);
	bool held = d->remaining_s != INT_NONE;
	return held && instant_cmp(next, now) > 0 ? INSTANT_NONE : next;
}
