/* What happens to a ticket of an invented company. */
#include "service/demo_scene.h"

#include "service/deadlines.h"
#include "service/numbers.h"

#include <stdlib.h>

enum { HOUR = 3600, DAY = 86400 };

struct story {
	struct demo_scene *scene;
	struct demo_client *client;
	struct dice dice;
	struct ticket t;
	const struct demo_problem *problem;
	struct instant at; /* of the newest event */
	struct ticket_event *v;
	size_t n, cap;
	bool over; /* what follows lies in the future */
	enum err err;
};

static struct instant later(struct instant t, int64_t seconds)
{
	return instant_add(t, span_of_s(seconds));
}

/* A while after the newest event, most often a short one. */
static struct instant soon(struct story *s, int64_t from, int64_t to)
{
	return later(s->at, dice_between(&s->dice, from, to, 1));
}

/* The same in the hours of the service desk. */
static struct instant at_desk(struct story *s, int64_t from, int64_t to)
{
	return demo_desk(&s->scene->plan, &s->dice, soon(s, from, to));
}

/* Does something, unless it is still to come. */
static void act(struct story *s, struct instant at, struct ticket_command cmd)
{
	struct ctx *cx = s->scene->cx;
	struct ticket_event ev;

	if (instant_cmp(at, s->at) <= 0)
		at = later(s->at, 60);
	s->over |= instant_cmp(at, s->scene->plan.now) > 0;
	if (s->over || s->err)
		return;
	cmd.at = cmd.now = s->at = at;
	cmd.user_id = cmd.kind == EV_CUSTOMER_MESSAGE ? 0 : s->t.owner_id;
	s->err = ticket_decide(&s->t, &cmd, &ev, cx->fail);
	if (s->err)
		return;
	if (cmd.kind == EV_DEPARTMENT_ASKED || cmd.kind == EV_DEPARTMENT_REPLIED)
		ev.data = str_fmt(cx->arena, "{\"department\":\"%lld\"}",
				  (long long)cmd.department_id);
	*ARENA_PUSH(cx->arena, s->v, s->n, s->cap) = ev;
}

static void say(struct story *s, struct instant at, enum event_kind kind, struct str text)
{
	act(s, at, (struct ticket_command){.kind = kind, .text = text, .until = INSTANT_NONE});
}

/* The place in its count gives a ticket its number, so numbers grow with time. */
static struct str number_of(const struct story *s, int64_t place)
{
	struct ctx *cx = s->scene->cx;
	struct date day = world_date(cx->world, s->t.submitted_at);
	struct date since = number_since(cx, NUMBER_TICKET, day);

	return number_nth(cx, NUMBER_TICKET, day,
			  demo_place_since(&s->scene->plan, place, since) + 1);
}

static void open_ticket(struct story *s, int64_t place)
{
	static const enum channel channels[] = {CHANNEL_PHONE, CHANNEL_PHONE, CHANNEL_ONLINE,
						CHANNEL_EMAIL, CHANNEL_SOCIAL};
	struct demo_scene *scene = s->scene;
	struct ctx *cx = scene->cx;
	struct ticket *t = &s->t;
	struct ticket_event ev;
	int64_t lot = dice_below(&s->dice, 1000);

	s->at = demo_arrival(&scene->plan, place);
	demo_born(cx, &ticket_fields, t, s->at);
	t->customer_id = s->client->c.id;
	t->title = s->problem->title;
	t->type = (int)s->problem->type;
	t->urgency = lot < 120	 ? URGENCY_URGENT
		     : lot < 930 ? URGENCY_GENERAL
				 : URGENCY_SUGGESTION;
	t->channel = (int)channels[dice_below(&s->dice, sizeof channels / sizeof *channels)];
	t->owner_id = demo_at_work(scene, DEMO_SERVICE, lot,
				   demo_desk(&scene->plan, &s->dice, s->at));
	t->department_id = scene->department[DEMO_SERVICE];
	t->submitted_at = s->at;
	t->policy_id = cx->world->company.policy_id;
	t->by_staff = dice_chance(&s->dice, 80);
	t->number = number_of(s, place);
	struct match m = demo_match(s->client, s->at);
	m.type = t->type;
	m.urgency = t->urgency;
	m.channel = t->channel;
	fields_clear(&ticket_event_fields, &ev);
	ev.ticket_id = t->id;
	ev.at = s->at;
	ev.kind = EV_CREATED;
	ev.user_id = t->by_staff ? t->owner_id : 0;
	ev.data = match_format(cx->arena, &m, t->policy_id);
	*ARENA_PUSH(cx->arena, s->v, s->n, s->cap) = ev;
}

/* Urgent ones reach whoever is on call at night; now and then an answer is late. */
static struct instant first_answer(struct story *s)
{
	if (s->t.urgency == URGENCY_URGENT)
		return dice_chance(&s->dice, 35) ? soon(s, 2 * HOUR + 60, 6 * HOUR)
						 : soon(s, 120, 95 * 60);
	if (s->t.urgency == URGENCY_SUGGESTION)
		return at_desk(s, HOUR, 2 * DAY);
	return dice_chance(&s->dice, 15) ? at_desk(s, 48 * HOUR, 60 * HOUR)
					 : at_desk(s, 600, 5 * HOUR);
}

/* What may come between the first answer and the solution. */
static void work_on(struct story *s)
{
	struct demo_scene *scene = s->scene;
	const struct demo_words *w = &scene->words;
	int64_t engineering = scene->department[DEMO_ENGINEERING];

	if (dice_chance(&s->dice, 220)) {
		say(s, soon(s, 1800, 6 * HOUR), EV_CUSTOMER_MESSAGE,
		    demo_pick(&s->dice, &w->messages));
		say(s, at_desk(s, 300, 3 * HOUR), EV_REPLIED, demo_pick(&s->dice, &w->replies));
	}
	if (s->t.type == TYPE_TECHNICAL && dice_chance(&s->dice, 250)) {
		act(s, soon(s, 300, HOUR),
		    (struct ticket_command){.kind = EV_ASSIGNED,
					    .until = INSTANT_NONE,
					    .owner_id = demo_at_work(scene, DEMO_ENGINEERING,
								     dice_below(&s->dice, 1000),
								     s->at)});
	} else if (s->t.type != TYPE_INQUIRY && dice_chance(&s->dice, 80)) {
		act(s, soon(s, 300, HOUR),
		    (struct ticket_command){.kind = EV_DEPARTMENT_ASKED,
					    .text = w->asked,
					    .until = INSTANT_NONE,
					    .department_id = engineering});
		act(s, at_desk(s, HOUR, 10 * HOUR),
		    (struct ticket_command){.kind = EV_DEPARTMENT_REPLIED,
					    .text = w->answered,
					    .until = INSTANT_NONE,
					    .department_id = engineering});
	}
	if (dice_chance(&s->dice, 60)) {
		struct instant at = soon(s, 600, 2 * HOUR);
		int64_t length = dice_between(&s->dice, 8 * HOUR, 4 * DAY, 1);
		act(s, at,
		    (struct ticket_command){.kind = EV_HELD,
					    .text = demo_pick(&s->dice, &w->holds),
					    .until = later(at, length)});
		say(s, later(at, length * dice_between(&s->dice, 50, 100, 0) / 100), EV_RESUMED,
		    STR(""));
	}
}

static struct instant solution(struct story *s)
{
	struct instant asked = s->t.submitted_at;
	bool urgent = s->t.urgency == URGENCY_URGENT;

	if (s->t.urgency == URGENCY_SUGGESTION)
		return at_desk(s, DAY, 12 * DAY);
	if (dice_chance(&s->dice, 40)) /* late */
		return later(asked,
			     urgent ? dice_between(&s->dice, 24 * HOUR + 60, 40 * HOUR, 1)
				    : dice_between(&s->dice, 48 * HOUR + 60, 90 * HOUR, 1));
	return urgent ? soon(s, 900, 9 * HOUR) : at_desk(s, HOUR, 18 * HOUR);
}

static void call_back(struct story *s, enum confirmation confirmation, struct str text)
{
	act(s,
	    dice_chance(&s->dice, 25) ? at_desk(s, 25 * HOUR, 50 * HOUR)
				      : at_desk(s, 1800, 11 * HOUR),
	    (struct ticket_command){.kind = EV_CALLED_BACK,
				    .text = text,
				    .until = INSTANT_NONE,
				    .confirmation = confirmation});
}

/* After the solution: called back, sometimes not solved after all, then archived. */
static void close_ticket(struct story *s)
{
	const struct demo_words *w = &s->scene->words;
	int64_t lot = dice_below(&s->dice, 1000);

	if (dice_chance(&s->dice, 30)) {
		say(s, at_desk(s, 2 * DAY, 4 * DAY), EV_ARCHIVED, w->not_reached);
		return;
	}
	if (lot < 50) {
		call_back(s, CONFIRMATION_DISSATISFIED, w->called_back_bad);
		say(s, soon(s, 60, 1800), EV_REOPENED, w->reopened);
		say(s, soon(s, 300, HOUR), EV_REPLIED, demo_pick(&s->dice, &w->replies));
		say(s, at_desk(s, HOUR, 12 * HOUR), EV_RESOLVED, s->problem->result);
	}
	call_back(s, lot < 180 ? CONFIRMATION_FAIR : CONFIRMATION_SATISFIED,
		  demo_pick(&s->dice, &w->called_back));
	say(s, at_desk(s, 600, DAY), EV_ARCHIVED, STR(""));
}

static enum err judge(struct story *s, struct obligations *out)
{
	struct ctx *cx = s->scene->cx;
	return ticket_obligations(cx->arena, &cx->world->standards, &s->t, s->v, s->n, cx->now,
				  out);
}

/* Where an apology is owed, most are made in time (R5). */
static enum err apologise(struct story *s, struct obligations *out)
{
	enum { TIMES = 3 };
	struct ctx *cx = s->scene->cx;
	enum err e = judge(s, out);

	for (int times = 0; !e && times < TIMES; times++) {
		struct instant owed = INSTANT_NONE;
		struct ticket_event ev;
		for (size_t i = 0; i < out->n; i++)
			if (out->v[i].deadline.kind == DL_APOLOGY && out->v[i].deadline.open)
				owed = out->v[i].deadline.start_at;
		if (!instant_is_set(owed))
			break;
		fields_clear(&ticket_event_fields, &ev);
		ev.at = demo_desk(&s->scene->plan, &s->dice,
				  later(owed, dice_between(&s->dice, 600, 3 * HOUR, 1)));
		if (instant_cmp(ev.at, cx->now) > 0)
			break;
		ev.ticket_id = s->t.id;
		ev.kind = EV_APOLOGISED;
		ev.user_id = s->t.owner_id;
		ev.text = s->scene->words.apology;
		*ARENA_PUSH(cx->arena, s->v, s->n, s->cap) = ev;
		e = judge(s, out);
	}
	return e;
}

/* The steps of what has ended, as the scheduler would have noted them in time. */
static enum err add_consequences(struct story *s, struct obligation *o)
{
	static const enum event_kind kinds[] = {[STEP_WARNING] = EV_WARNED,
						[STEP_BREACH] = EV_BREACHED,
						[STEP_ESCALATION] = EV_ESCALATED};
	struct ctx *cx = s->scene->cx;
	const struct deadline *d = &o->deadline;

	if (d->open || !instant_is_set(d->met_at) || !instant_is_set(d->due_at))
		return OK;
	enum err e = obligation_steps(cx->arena, o);
	for (size_t i = 0; !e && i < o->n_steps; i++) {
		const struct step *step = &o->steps[i];
		struct ticket_event ev;
		int64_t to = step->to == TO_OWNER ? s->t.owner_id : s->scene->manager;
		if (instant_cmp(step->at, d->met_at) >= 0)
			continue;
		fields_clear(&ticket_event_fields, &ev);
		ev.ticket_id = s->t.id;
		ev.at = step->at;
		ev.kind = (int)kinds[step->kind];
		ev.data = str_fmt(
			cx->arena,
			"{\"deadline\":\"%lld\",\"kind\":\"%s\",\"step\":%d,\"user\":\"%lld\"}",
			(long long)d->id, names_get(&deadline_kind_names, d->kind), step->no,
			(long long)to);
		*ARENA_PUSH(cx->arena, s->v, s->n, s->cap) = ev;
	}
	return e;
}

static int by_time(const void *x, const void *y)
{
	const struct ticket_event *a = x, *b = y;
	int c = instant_cmp(a->at, b->at);
	return c ? c : (a->seq > b->seq) - (a->seq < b->seq);
}

/* A call-back and an apology are contacts as well (V7, R5). */
static enum err add_contact(struct story *s, const struct ticket_event *ev)
{
	struct demo_scene *scene = s->scene;
	struct follow_up f;
	bool call = ev->kind == EV_CALLED_BACK;

	demo_born(scene->cx, &follow_up_fields, &f, ev->at);
	f.customer_id = s->t.customer_id;
	f.ticket_id = s->t.id;
	f.owner_id = ev->user_id;
	f.department_id = s->client->c.department_id;
	f.state = FOLLOW_UP_DONE;
	f.purpose = call ? PURPOSE_CALL_BACK : PURPOSE_APOLOGY;
	f.channel = CHANNEL_PHONE;
	f.done_at = ev->at;
	f.content = ev->text;
	if (call)
		f.feedback = str_of(names_get(&confirmation_names,
					      str_eq(ev->text, scene->words.called_back_bad)
						      ? CONFIRMATION_DISSATISFIED
						      : CONFIRMATION_SATISFIED));
	return demo_follow_up(scene, s->client, &f);
}

static enum err save(struct story *s, struct obligations *want)
{
	struct demo_scene *scene = s->scene;
	struct ctx *cx = scene->cx;
	enum err e = demo_deadlines(scene, want);

	for (size_t i = 0; !e && i < want->n; i++)
		e = add_consequences(s, &want->v[i]);
	for (size_t i = 0; i < s->n; i++)
		s->v[i].seq = (int64_t)i;
	qsort(s->v, s->n, sizeof *s->v, by_time);
	for (size_t i = 0; !e && i < s->n; i++) {
		struct ticket_event *ev = &s->v[i];
		ev->id = ctx_id(cx);
		ev->version = 1;
		ev->created_at = ev->updated_at = ev->at;
		ev->seq = (int64_t)i + 1;
		demo_put(&scene->rows, cx, DEMO_EVENT, ev);
		if (ev->kind == EV_CALLED_BACK || ev->kind == EV_APOLOGISED)
			e = add_contact(s, ev);
	}
	s->t.updated_at = s->at;
	s->t.last_seq = (int64_t)s->n;
	s->t.next_due_at = obligations_least_due(want);
	demo_put(&scene->rows, cx, DEMO_TICKET, &s->t);
	struct search_text *st = demo_found_by(&scene->rows, cx, SEARCH_TICKET, s->t.id);
	search_add(st, SEARCH_TEXT, s->t.title);
	search_add(st, SEARCH_NUMBER, s->t.number);
	scene->tickets++;
	return e;
}

enum err demo_ticket(struct demo_scene *scene, struct demo_client *client, int64_t place)
{
	struct story s = {.scene = scene,
			  .client = client,
			  .dice = dice_of(scene->plan.seed, 3, (uint64_t)place)};
	const struct demo_words *w = &scene->words;
	struct obligations want;
	size_t problem = dice_chance(&s.dice, 350)
				 ? client->problem
				 : (size_t)dice_below(&s.dice, (int64_t)w->n_problems);

	s.problem = &w->problems[problem];
	open_ticket(&s, place);
	say(&s, first_answer(&s), EV_REPLIED, demo_pick(&s.dice, &w->replies));
	work_on(&s);
	say(&s, solution(&s), EV_RESOLVED, s.problem->result);
	close_ticket(&s);
	enum err e = s.err ? s.err : apologise(&s, &want);
	return e ? e : save(&s, &want);
}
