#include "service/replay_pages.h"

#include "service/deadlines.h"
#include "service/policy_check.h"

/* Whether both sides decide a ticket's deadlines alike, by what the rules match on. */
struct replay_alike {
	int64_t policy_id;
	uint64_t match; /* 0: free */
	bool alike;
};
enum { ALIKE_SLOTS = 256 };

/* The standards of the new side: every version is the new one, under its own number. */
static void make_sides(struct ctx *cx, struct replay_page *p)
{
	const struct replay_standard *s = p->standard;
	const struct standards *old = &cx->world->standards;
	struct standards *new = &p->side[REPLAY_NEW];
	struct policy *policies = ARENA_ARRAY(cx->arena, old->n_policies, struct policy);
	struct named_calendar *calendars =
		ARENA_ARRAY(cx->arena, old->n_calendars, struct named_calendar);

	for (size_t i = 0; i < old->n_policies; i++) {
		policies[i] = s->policy;
		policies[i].id = old->policies[i].id;
	}
	for (size_t i = 0; i < old->n_calendars; i++) {
		calendars[i] = old->calendars[i];
		if (s->calendar && str_eq(calendars[i].code, s->options->calendar_code))
			calendars[i].cal = s->calendar;
	}
	p->alike = ARENA_ARRAY(cx->arena, ALIKE_SLOTS, struct replay_alike);
	p->side[REPLAY_OLD] = *old;
	*new = (struct standards){policies, old->n_policies, calendars, old->n_calendars, NULL};
	for (int i = 0; i < REPLAY_SIDES; i++)
		p->side[i].known = ARENA_ARRAY(cx->arena, TERMS_KNOWN, struct terms_known);
}

static enum err fill_steps(struct arena *a, struct obligations *all)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < all->n; i++)
		if (!all->v[i].deadline.open)
			e = obligation_steps(a, &all->v[i]);
	return e;
}

static struct instant time_or_none(const struct rows *rows, int col)
{
	return rows_is_null(rows, col) ? INSTANT_NONE : (struct instant){rows_int(rows, col)};
}

static struct date date_or_none(const struct rows *rows, int col)
{
	return rows_is_null(rows, col) ? DATE_NONE
				       : (struct date){(int32_t)rows_int(rows, col)};
}

/* Rows of children beside those of their parents, both in order of the parent's id. */
struct children {
	struct rows *rows;
	bool more;
};

/* n: 3 when the statement leaves out what was entered after now. */
static enum err children_open(struct ctx *cx, const struct replay_page *p, enum query q,
			      size_t n, struct children *c)
{
	const struct value params[] = {VAL_INT(p->from), VAL_INT(p->to), VAL_TIME(cx->now)};
	enum err e = tx_query(cx->tx, q, params, n, &c->rows);
	return e ? e : rows_next(c->rows, &c->more);
}

/* Whether the present child belongs to the parent. */
static bool children_of(const struct children *c, int64_t id)
{
	return c->more && rows_int(c->rows, 0) == id;
}

static enum err children_next(struct children *c)
{
	return rows_next(c->rows, &c->more);
}

static enum err read_contacts(struct ctx *cx, struct children *c, struct customer_facts *f)
{
	const char *done = names_get(&follow_up_state_names, FOLLOW_UP_DONE);
	struct instant *v = NULL;
	size_t cap = 0;
	enum err e = OK;

	f->n_contacts = 0;
	while (!e && children_of(c, f->customer->id)) {
		if (str_is(rows_text(c->rows, 1), done))
			*ARENA_PUSH(cx->arena, v, f->n_contacts, cap) =
				(struct instant){rows_int(c->rows, 2)};
		e = children_next(c);
	}
	f->contacts = v;
	return e;
}

/* One change of tier or stage. */
struct change {
	struct instant at;
	bool stage;
	int was;
	int becomes;
};

static enum err read_changes(struct ctx *cx, struct children *c, int64_t id,
			     struct change **ret_v, size_t *ret_n)
{
	struct change *v = NULL;
	size_t n = 0, cap = 0;
	enum err e = OK;

	while (!e && children_of(c, id)) {
		struct change *x = ARENA_PUSH(cx->arena, v, n, cap);
		x->stage = str_is(rows_text(c->rows, 1), "stage");
		const struct names *names = x->stage ? &stage_names : &tier_names;
		x->was = names_find(names, rows_text(c->rows, 2));
		x->becomes = names_find(names, rows_text(c->rows, 3));
		x->at.us = rows_int(c->rows, 4);
		e = children_next(c);
	}
	*ret_v = v;
	*ret_n = n;
	return e;
}

/* What the customer was and which standard was in force, from the beginning to now. */
static void make_standings(struct ctx *cx, const struct replay_standard *s,
			   struct customer_facts *f, const struct change *changes, size_t n)
{
	struct standing *v = ARENA_ARRAY(cx->arena, 1 + n + s->n_published, struct standing);
	struct standing now = {.from = {INT64_MIN}, .match = f->match};
	size_t k = 0, i = 0, p = 0;

	now.policy_id = s->n_published ? s->published[0].policy_id : f->policy_id;
	for (size_t c = n; c-- > 0;) /* back to what it was at first */
		*(changes[c].stage ? &now.match.stage : &now.match.tier) = changes[c].was;
	v[k++] = now;
	while (i < n || p < s->n_published) {
		bool change = i < n && (p == s->n_published ||
					instant_cmp(changes[i].at, s->published[p].at) <= 0);
		now.from = change ? changes[i].at : s->published[p].at;
		if (change)
			*(changes[i].stage ? &now.match.stage : &now.match.tier) =
				changes[i].becomes;
		else
			now.policy_id = s->published[p].policy_id;
		i += change;
		p += !change;
		v[k++] = now;
	}
	f->standings = v;
	f->n_standings = k;
}

static void read_customer(const struct rows *rows, struct arena *a, struct customer *c)
{
	c->id = rows_int(rows, 0);
	c->owner_id = rows_int(rows, 1);
	c->department_id = rows_int(rows, 2);
	c->state = names_find(&customer_state_names, rows_text(rows, 3));
	c->tier = names_find(&tier_names, rows_text(rows, 4));
	c->stage = names_find(&stage_names, rows_text(rows, 5));
	c->strategic = rows_int(rows, 6) != 0;
	c->tags = str_dup(a, rows_text(rows, 7));
	c->cooperation_since = date_or_none(rows, 8);
	c->first_order_on = date_or_none(rows, 9);
	c->contact_since = time_or_none(rows, 10);
}

static void count_pair(struct replay_page *p, const struct obligations *side, bool alike)
{
	if (p->kept)
		memcpy(p->kept->all, side, sizeof p->kept->all);
	else if (alike)
		replay_add_alike(&p->replay, &side[REPLAY_OLD]);
	else
		replay_add(&p->replay, &side[REPLAY_OLD], &side[REPLAY_NEW]);
}

/* What another standard leaves as it is needs no second look. */
static bool are_alike(const struct replay_page *p, int64_t policy_id, const struct match *m,
		      unsigned kinds)
{
	return standards_alike(&p->side[REPLAY_OLD], &p->side[REPLAY_NEW], policy_id, m, kinds);
}

static bool customer_alike(const struct replay_page *p, const struct customer_facts *f)
{
	const unsigned kinds = 1u << DL_FIRST | 1u << DL_FOLLOW_UP;

	for (size_t i = 0; i < f->n_standings; i++)
		if (!are_alike(p, f->standings[i].policy_id, &f->standings[i].match, kinds))
			return false;
	return true;
}

/* Of tickets whose terms changed it also matters by which of its rules a side judged. */
static bool ticket_alike(const struct replay_page *p, const struct ticket_facts *f)
{
	const unsigned kinds = 1u << DL_RESPONSE | 1u << DL_UPDATE | 1u << DL_SOLUTION |
			       1u << DL_CALL_BACK | 1u << DL_DEPARTMENT | 1u << DL_APOLOGY;
	const struct match *m = &f->terms[0].match;
	int64_t policy_id = f->n_terms ? f->terms[0].policy_id : 0;

	if (f->n_terms != 1 || m->tags.n)
		return f->n_terms == 1 && are_alike(p, policy_id, m, kinds);
	uint64_t match = match_word(m);
	uint64_t hash = (match ^ (uint64_t)policy_id) * UINT64_C(0x9E3779B97F4A7C15);
	struct replay_alike *known = &p->alike[(hash >> 32) % ALIKE_SLOTS];
	if (known->match != match || known->policy_id != policy_id)
		*known = (struct replay_alike){policy_id, match,
					       are_alike(p, policy_id, m, kinds)};
	return known->alike;
}

/* What belongs to one record is freed after it. */
static void record_done(struct replay_page *p)
{
	if (!p->kept)
		arena_reset(p->one.arena);
}

static enum err replay_customer(struct ctx *cx, struct replay_page *p, struct customer_facts *f)
{
	struct obligations side[REPLAY_SIDES];
	bool alike = !p->kept && customer_alike(p, f);
	enum err e = OK;

	for (int i = 0; !e && i < (alike ? 1 : REPLAY_SIDES); i++) {
		e = customer_obligations(cx->arena, &p->side[i], f, cx->now, &side[i]);
		if (!e)
			e = fill_steps(cx->arena, &side[i]);
	}
	if (!e)
		count_pair(p, side, alike);
	p->sizes.customers++;
	p->sizes.contacts += (int64_t)f->n_contacts;
	return e;
}

/* The present row of the customers, with what belongs to it. */
static enum err one_customer(struct ctx *cx, struct replay_page *p, const struct rows *rows,
			     struct children *contacts, struct children *changes)
{
	struct customer c = {0};
	struct customer_facts f = {.customer = &c, .policy_id = cx->world->company.policy_id};
	struct change *v;
	size_t n;

	read_customer(rows, cx->arena, &c);
	f.since = c.contact_since;
	f.match = (struct match){.tier = c.tier, .stage = c.stage};
	enum err e = read_contacts(cx, contacts, &f);
	if (!e)
		e = read_changes(cx, changes, c.id, &v, &n);
	if (!e)
		e = customer_match(cx, &c, &f.match);
	if (e)
		return e;
	make_standings(cx, p->standard, &f, v, n);
	return replay_customer(cx, p, &f);
}

static enum err customers_page(struct ctx *cx, struct replay_page *p)
{
	const struct value range[] = {VAL_INT(p->from), VAL_INT(p->to)};
	struct children contacts, changes;
	struct rows *rows;
	bool more;

	enum err e = children_open(cx, p, Q_REPLAY_CONTACTS, 2, &contacts);
	if (!e)
		e = children_open(cx, p, Q_REPLAY_TIER_CHANGES, 3, &changes);
	if (!e)
		e = tx_query(cx->tx, Q_REPLAY_CUSTOMERS, range, 2, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = e ? e : rows_next(rows, &more)) {
		e = one_customer(&p->one, p, rows, &contacts, &changes);
		record_done(p);
	}
	rows_done(rows);
	return e;
}

static void read_event(const struct rows *rows, struct arena *a, struct ticket_event *ev)
{
	ev->ticket_id = rows_int(rows, 0);
	ev->seq = rows_int(rows, 1);
	ev->at.us = rows_int(rows, 2);
	if (event_data_decides((enum event_kind)ev->kind))
		ev->data = str_dup(a, rows_text(rows, 4));
}

/* The facts; consequences are made anew. */
static enum err read_events(struct ctx *cx, struct replay_page *p, struct children *c,
			    int64_t id, struct ticket_event **ret_v, size_t *ret_n)
{
	struct ticket_event *v = NULL;
	size_t n = 0, cap = 0;
	enum err e = OK;

	for (; !e && children_of(c, id); e = children_next(c)) {
		int kind = names_find(&event_kind_names, rows_text(c->rows, 3));
		p->sizes.events++;
		if (event_is_consequence((enum event_kind)kind))
			continue;
		struct ticket_event *ev = ARENA_PUSH(cx->arena, v, n, cap);
		*ev = (struct ticket_event){.kind = kind, .data = STR("")};
		read_event(c->rows, cx->arena, ev);
	}
	*ret_v = v;
	*ret_n = n;
	return e;
}

static enum err replay_ticket(struct ctx *cx, struct replay_page *p, const struct ticket *t,
			      struct children *events)
{
	struct obligations side[REPLAY_SIDES];
	struct ticket_facts f = {0};
	struct ticket_event *v;
	bool alike = false;
	size_t n;

	enum err e = read_events(cx, p, events, t->id, &v, &n);
	if (!e)
		e = ticket_facts_read(cx->arena, t, v, n, cx->now, &f);
	if (!e)
		alike = !p->kept && ticket_alike(p, &f);
	for (int i = 0; !e && n && i < (alike ? 1 : REPLAY_SIDES); i++) {
		e = ticket_obligations_of(cx->arena, &p->side[i], &f, &side[i]);
		if (!e)
			e = fill_steps(cx->arena, &side[i]);
	}
	if (!e && n)
		count_pair(p, side, alike);
	if (!e && n && !p->kept)
		replay_add_evidence(&p->replay, t, &side[REPLAY_OLD],
				    &side[alike ? REPLAY_OLD : REPLAY_NEW]);
	p->sizes.tickets++;
	return e;
}

static enum err tickets_page(struct ctx *cx, struct replay_page *p)
{
	const struct value range[] = {VAL_INT(p->from), VAL_INT(p->to)};
	struct children events;
	struct rows *rows;
	bool more;

	enum err e = children_open(cx, p, Q_REPLAY_EVENTS, 3, &events);
	if (!e)
		e = tx_query(cx->tx, Q_REPLAY_TICKETS, range, 2, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = e ? e : rows_next(rows, &more)) {
		const struct ticket t = {
			.id = rows_int(rows, 0),
			.customer_id = rows_int(rows, 1),
			.state = names_find(&ticket_state_names, rows_text(rows, 2)),
			.owner_id = rows_int(rows, 3),
			.department_id = rows_int(rows, 4),
			.by_staff = rows_int(rows, 5) != 0,
			.submitted_at = time_or_none(rows, 6),
			.responded_at = time_or_none(rows, 7),
			.confirmation = names_find(&confirmation_names, rows_text(rows, 8)),
		};
		e = replay_ticket(&p->one, p, &t, &events);
		record_done(p);
	}
	rows_done(rows);
	return e;
}

enum err replay_page_read(struct ctx *cx, struct replay_page *p)
{
	make_sides(cx, p);
	switch (p->subject) {
	case SUBJECT_CUSTOMER:
		return customers_page(cx, p);
	case SUBJECT_TICKET:
		return tickets_page(cx, p);
	case SUBJECT_FOLLOW_UP:
		break; /* no standard judges it */
	}
	return OK;
}

static enum err load_publications(struct ctx *cx, struct replay_standard *s)
{
	struct replay_publication *v = NULL;
	size_t cap = 0;
	struct rows *rows;
	bool more;

	enum err e = tx_query(cx->tx, Q_REPLAY_POLICIES, NULL, 0, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
		*ARENA_PUSH(cx->arena, v, s->n_published, cap) =
			(struct replay_publication){rows_int(rows, 0), time_or_none(rows, 1)};
	s->published = v;
	return e;
}

/* The calendar that takes the place of another, if the options name one. */
static enum err use_calendar(struct ctx *cx, struct replay_standard *s)
{
	const struct replay_options *o = s->options;

	if (!o->calendar.n)
		return OK;
	if (!standards_calendar(&cx->world->standards, o->calendar_code))
		return fail_at(cx->fail, ERR_INPUT, "calendar", "no_such_record");
	return calendar_compile(cx->arena, worlds_loader(cx->home->worlds), o->calendar,
				cx->fail, &s->calendar);
}

enum err replay_standard_load(struct ctx *cx, struct str document,
			      const struct replay_options *options,
			      struct replay_standard *ret_standard)
{
	struct replay_standard s = {.options = options};

	enum err e = policy_document(cx, document, &s.policy);
	if (!e)
		e = use_calendar(cx, &s);
	if (!e)
		e = load_publications(cx, &s);
	if (!e)
		*ret_standard = s;
	return e;
}

enum err replay_subject(struct ctx *cx, const struct replay_options *options,
			enum subject subject, int64_t id, struct replay_pair *ret_pair)
{
	struct replay_pair pair = {0};
	struct replay_standard standard;
	struct replay_page p = {.standard = &standard,
				.subject = subject,
				.from = id - 1,
				.to = id,
				.one = *cx,
				.kept = &pair};

	enum err e = replay_standard_load(cx, options->document, options, &standard);
	if (!e)
		e = replay_page_read(cx, &p);
	if (e)
		return e;
	memcpy(pair.standards, p.side, sizeof pair.standards);
	*ret_pair = pair;
	return OK;
}
