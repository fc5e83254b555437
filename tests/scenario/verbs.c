/* What the lines of a story do. */
#include "scenario.h"

#include "domain/customer.h"
#include "domain/follow_up.h"
#include "domain/ticket.h"
#include "domain/user.h"
#include "service/access.h"
#include "service/classification.h"
#include "service/customers.h"
#include "service/fire.h"
#include "service/follow_ups.h"
#include "service/merge.h"
#include "service/policies.h"
#include "service/tickets.h"

#include <stdio.h>

/* The fields that a line gives. */
static uint64_t set_of(const struct line *l, const struct fields *t)
{
	uint64_t set = 0;

	for (size_t i = 0; i < l->n_pairs; i++)
		set |= UINT64_C(1) << (field_find(t, l->key[i]) - t->v);
	return set;
}

/* A use case that needs the story and the line. */
struct turn {
	struct story *s;
	const struct line *l;
	const struct resource *resource;
	const char *kind;
	int64_t id;
	struct job job;
};

static struct str name_of(const struct line *l)
{
	return l->n_words > 1 ? l->word[1] : STR("");
}

static void remember(struct story *s, const char *kind, struct str name, int64_t id)
{
	if (s->n_names == NAMES)
		return;
	s->names[s->n_names].kind = str_of(kind);
	s->names[s->n_names].name = str_dup(s->arena, name);
	s->names[s->n_names++].id = id;
}

int64_t story_id(const struct story *s, const char *kind, struct str name)
{
	for (size_t i = 0; i < s->n_names; i++)
		if (str_is(s->names[i].kind, kind) && str_eq(s->names[i].name, name))
			return s->names[i].id;
	return 0;
}

static enum err set_refs(struct story *s, const struct field *fd, struct str names, void *rec)
{
	struct str ids = STR(""), name;
	while (names.n && str_split(&names, ',', &name))
		ids = str_fmt(s->scratch, "%.*s%s%lld", STR_ARG(ids), ids.n ? " " : "",
			      (long long)story_id(s, fd->ref, name));
	return field_set(fd, rec, VAL_STR(ids));
}

/* Sets a field from text; references by the names of the story. */
static enum err set_field(struct story *s, const struct field *fd, struct str v, void *rec)
{
	if (fd->type == FT_REF)
		return field_set(fd, rec, VAL_INT(story_id(s, fd->ref, v)));
	if (fd->type == FT_REFS)
		return set_refs(s, fd, v, rec);
	if (strcmp(fd->name, "roles") == 0)
		v = str_fmt(s->scratch, "[\"%.*s\"]", STR_ARG(v));
	return field_parse(fd, s->scratch, v, rec, &s->fail);
}

static enum err set_pairs(struct story *s, const struct line *l, const struct fields *t,
			  void *rec)
{
	for (size_t i = 0; i < l->n_pairs; i++) {
		const struct field *fd = field_find(t, l->key[i]);
		enum err e = fd ? set_field(s, fd, l->value[i], rec) : ERR_UNSUPPORTED;
		if (e)
			return e;
	}
	return OK;
}

static enum err make(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	const struct fields *f = t->resource->fields;
	void *rec = arena_alloc(cx->arena, f->size);

	fields_clear(f, rec);
	const struct field *name = field_find(f, STR("name"));
	if (name)
		*(struct str *)((char *)rec + name->offset) = name_of(t->l);
	enum err e = set_pairs(t->s, t->l, f, rec);
	if (!e)
		e = resource_create(cx, t->resource, rec);
	t->id = field_value(&f->v[0], rec).i;
	return e;
}

static enum err edit(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	const struct fields *f = t->resource->fields;
	void *old = arena_alloc(cx->arena, f->size), *rec = arena_alloc(cx->arena, f->size);

	enum err e = row_load(cx->tx, cx->arena, f, EYES_SYSTEM, t->id, old);
	if (e)
		return e;
	memcpy(rec, old, f->size);
	e = set_pairs(t->s, t->l, f, rec);
	return e ? e : resource_change(cx, t->resource, old, rec, set_of(t->l, f));
}

static enum err act(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	const struct line *l = t->l;
	struct ticket ticket;
	struct ticket_action a = {
		.ticket_id = t->id,
		.version = -1,
		.at = INSTANT_NONE,
		.until = INSTANT_NONE,
		.text = line_get(l, "text"),
		.owner_id = story_id(t->s, "user", line_get(l, "owner")),
		.department_id = story_id(t->s, "department", line_get(l, "department"))};
	int kind = names_find(&event_kind_names, l->word[2]);
	int confirmation = names_find(&confirmation_names, line_get(l, "confirmation"));

	if (kind < 0)
		return ERR_UNSUPPORTED;
	a.kind = (enum event_kind)kind;
	a.confirmation = confirmation < 0 ? CONFIRMATION_NONE : (enum confirmation)confirmation;
	if (line_get(l, "at").n && instant_parse(line_get(l, "at"), &a.at))
		return ERR_INPUT;
	if (line_get(l, "until").n && instant_parse(line_get(l, "until"), &a.until))
		return ERR_INPUT;
	return ticket_act(cx, &a, &ticket);
}

static enum err done(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct follow_up_record r = {.id = t->id, .version = -1, .done_at = INSTANT_NONE};
	struct follow_up f;

	fields_clear(&follow_up_fields, &r.given);
	enum err e = set_pairs(t->s, t->l, &follow_up_fields, &r.given);
	if (!e)
		r.set = set_of(t->l, &follow_up_fields);
	return e ? e : follow_up_done(cx, &r, &f);
}

static enum err version_of(struct ctx *cx, int64_t id, int64_t *ret_version)
{
	struct customer c;
	enum err e = row_load(cx->tx, cx->arena, &customer_fields, EYES_SYSTEM, id, &c);

	*ret_version = c.version;
	return e;
}

static enum err merge(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct customer given;
	struct merge_result r;
	struct merge m = {
		.id = t->id,
		.duplicate_id = story_id(t->s, "customer", line_get(t->l, "duplicate")),
		.given = &given,
	};

	fields_clear(&customer_fields, &given);
	enum err e = version_of(cx, m.id, &m.version);
	if (!e)
		e = version_of(cx, m.duplicate_id, &m.duplicate_version);
	return e ? e : customer_merge(cx, &m, &r);
}

static enum err start_company(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct company_start start = {.name = STR("测试公司"),
				      .locale = STR("zh-CN"),
				      .time_zone = line_get(t->l, "time_zone"),
				      .presets = line_get(t->l, "presets")};
	return company_start(cx, &start);
}

static enum err publish(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct policy_version v;
	struct policy_publish p = {.version = -1,
				   .reason = STR("scenario"),
				   .move = str_is(line_get(t->l, "move"), "1")};

	enum err e = policy_from_presets(cx, line_get(t->l, "presets"),
					 line_get(t->l, "presets"), &v);
	p.id = v.id;
	return e ? e : policy_publish(cx, &p, &v, &t->job);
}

static enum err start_classify(struct ctx *cx, void *arg)
{
	struct turn *t = arg;
	struct date day = DATE_NONE;

	if (line_get(t->l, "date").n && date_parse(line_get(t->l, "date"), &day))
		return ERR_INPUT;
	return classify_start(cx, day, &t->job);
}

static enum err run_job(struct story *s, int64_t id)
{
	struct run run = {.home = &s->home,
			  .actor = &s->actor,
			  .now = s->now,
			  .arena = arena_new(),
			  .fail = &s->fail};
	struct job job;
	enum err e = id ? job_run(&run, id, NULL, NULL, &job) : OK;
	arena_free(run.arena);
	return e;
}

/* Moves the clock, and does on the way what the scheduler would do. */
static enum err move_clock(struct story *s, struct instant to)
{
	struct instant next;
	struct fired fired;

	for (;;) {
		enum err e = story_run(s, TX_READ, fire_next, &next);
		if (e)
			return e;
		if (!instant_is_set(next) || instant_cmp(next, to) > 0)
			break;
		if (instant_cmp(next, s->now) > 0)
			s->now = next;
		int64_t before = next.us;
		e = story_run(s, TX_WRITE, fire_due, &fired);
		if (!e)
			e = story_run(s, TX_READ, fire_next, &next);
		if (e)
			return e;
		if (instant_is_set(next) && next.us == before && !fired.deadlines &&
		    !fired.holds)
			break; /* only mail waits, which stories do not send */
	}
	s->now = to;
	return OK;
}

static const struct {
	const char *verb;
	const struct resource *resource;
	const char *kind;
} makers[] = {
	{"department", &department_resource, "department"},
	{"user", &user_resource, "user"},
	{"tag", &tag_resource, "tag"},
	{"customer", &customer_resource, "customer"},
	{"contact", &contact_resource, "contact"},
	{"order", &order_resource, "order"},
	{"ticket", &ticket_resource, "ticket"},
	{"follow_up", &follow_up_resource, "follow_up"},
};

static enum err do_edit(struct story *s, struct turn *t)
{
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (t->l->n_words > 2 && str_is(t->l->word[1], makers[i].verb)) {
			t->resource = makers[i].resource;
			t->id = story_id(s, makers[i].kind, t->l->word[2]);
			return story_run(s, TX_WRITE, edit, t);
		}
	return ERR_UNSUPPORTED;
}

static enum err do_make(struct story *s, struct turn *t)
{
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (str_is(t->l->word[0], makers[i].verb)) {
			t->resource = makers[i].resource;
			enum err e = story_run(s, TX_WRITE, make, t);
			if (!e)
				remember(s, makers[i].kind, name_of(t->l), t->id);
			return e;
		}
	return ERR_UNSUPPORTED;
}

enum err line_do(struct story *s, const struct line *l)
{
	struct turn t = {.s = s, .l = l};
	struct str verb = l->word[0];
	struct instant to;
	enum err e;

	if (str_is(verb, "at"))
		return instant_parse(name_of(l), &to) ? ERR_INPUT : move_clock(s, to);
	if (str_is(verb, "act")) {
		t.id = story_id(s, "ticket", name_of(l));
		return story_run(s, TX_WRITE, act, &t);
	}
	if (str_is(verb, "done")) {
		t.id = story_id(s, "follow_up", name_of(l));
		return story_run(s, TX_WRITE, done, &t);
	}
	if (str_is(verb, "merge")) {
		t.id = story_id(s, "customer", name_of(l));
		return story_run(s, TX_WRITE, merge, &t);
	}
	if (str_is(verb, "company"))
		return story_run(s, TX_WRITE, start_company, &t);
	if (str_is(verb, "publish") || str_is(verb, "classify")) {
		e = story_run(s, TX_WRITE, str_is(verb, "publish") ? publish : start_classify,
			      &t);
		return e ? e : run_job(s, t.job.id);
	}
	return str_is(verb, "edit") ? do_edit(s, &t) : do_make(s, &t);
}
