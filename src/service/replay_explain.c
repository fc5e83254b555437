/* Why a deadline ended as it did under either standard, side by side (A7). */
#include "service/customers.h"
#include "service/explanations.h"
#include "service/policies.h"
#include "service/replays.h"
#include "service/tickets.h"

/* The subject must lie in the actor's reach; how it ended would tell of it. */
static enum err check_reach(struct ctx *cx, const struct replay_question *q)
{
	struct customer c;
	struct ticket t;

	switch (q->subject) {
	case SUBJECT_CUSTOMER:
		return resource_load(cx, &customer_resource, PERM_CUSTOMER_READ, q->subject_id,
				     &c);
	case SUBJECT_TICKET:
		return resource_load(cx, &ticket_resource, PERM_TICKET_READ, q->subject_id, &t);
	case SUBJECT_FOLLOW_UP:
		break;
	}
	fail_at(cx->fail, ERR_INPUT, "subject", "not_one_of");
	fail_arg(cx->fail, "allowed", STR("customer, ticket"));
	return ERR_INPUT;
}

static const struct obligation *asked(const struct obligations *all,
				      const struct replay_question *q)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].deadline.kind == (int)q->kind &&
		    all->v[i].deadline.cycle == q->cycle)
			return &all->v[i];
	return NULL;
}

static enum err write_side(struct ctx *cx, const struct standards *s,
			   const struct obligation *o, int64_t policy_id, struct jw *w)
{
	if (!o) {
		jw_null(w);
		return OK;
	}
	jw_obj(w);
	jw_kcstr(w, "outcome", names_get(&outcome_names, (int)replay_outcome(&o->deadline)));
	jw_ktime(w, "start_at", o->deadline.start_at);
	jw_ktime(w, "due_at", o->deadline.due_at);
	jw_ktime(w, "met_at", o->deadline.met_at);
	enum err e = explanation_parts(cx, s, o, policy_id, w);
	jw_end_obj(w);
	return e;
}

enum err replay_explain(struct ctx *cx, const struct replay_question *q, struct jw *w)
{
	struct replay_options options = {.from = INSTANT_NONE, .to = INSTANT_NONE};
	struct policy_version v;
	struct replay_pair pair;

	enum err e = resource_load(cx, &policy_resource, PERM_POLICY_READ, q->policy_id, &v);
	if (!e)
		e = check_reach(cx, q);
	if (!e)
		e = replay_calendar(cx, q->calendar_id, &options);
	options.document = e ? STR("") : v.document;
	if (!e)
		e = replay_subject(cx, &options, q->subject, q->subject_id, &pair);
	if (e)
		return e;
	const struct obligation *old = asked(&pair.all[REPLAY_OLD], q);
	const struct obligation *new = asked(&pair.all[REPLAY_NEW], q);
	jw_obj(w);
	jw_key(w, "old");
	e = write_side(cx, &pair.standards[REPLAY_OLD], old, old ? old->deadline.policy_id : 0,
		       w);
	jw_key(w, "new");
	if (!e)
		e = write_side(cx, &pair.standards[REPLAY_NEW], new, v.id, w);
	jw_end_obj(w);
	return e;
}
