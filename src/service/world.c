#include "service/world.h"

#include "domain/role.h"
#include "service/calendar_days.h"
#include "store/send.h"

#include <pthread.h>
#include <stdlib.h>

struct shared {
	struct world world; /* first: cx->world points here */
	struct arena *arena;
	struct str roles; /* the stamp of its roles */
	int refs;
};

/* What tells one world from the next. */
struct stamp {
	struct company company; /* id 0: not set up yet; id, version, updated_at, policy_id */
	struct str roles;
};

struct worlds {
	pthread_mutex_t lock;
	struct shared *newest;
	struct zone_loader loader;
};

struct worlds *worlds_new(struct zone_loader loader)
{
	struct worlds *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->loader = loader;
	if (pthread_mutex_init(&w->lock, NULL)) {
		free(w);
		return NULL;
	}
	return w;
}

struct zone_loader worlds_loader(const struct worlds *w)
{
	return w->loader;
}

static void unref(struct shared *s)
{
	if (s && --s->refs == 0)
		arena_free(s->arena);
}

void worlds_free(struct worlds *w)
{
	if (!w)
		return;
	unref(w->newest);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

struct zones {
	struct zone_loader loader;
	struct arena *arena;
};

static const struct tz *zone_find(void *arg, struct str name)
{
	struct zones *z = arg;
	const struct tz *tz;
	return z->loader.load(z->arena, name, &tz) ? NULL : tz;
}

static enum err check_keys(const json_t *doc, struct fail *f)
{
	static const char *const keys[] = {"time_zone", "preset",   "weekly",
					   "holidays",	"workdays", "shifts",
					   "breaks",	"names",    "known_until"};
	enum err e = OK;
	const char *key;
	json_t *v;

	if (!json_is_object(doc))
		return fail_at(f, ERR_INPUT, NULL, "not_an_object");
	json_object_foreach ((json_t *)(uintptr_t)doc, key, v) {
		bool known = false;
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			known |= strcmp(keys[i], key) == 0;
		if (!known)
			e = fail_at(f, ERR_INPUT, key, "unknown_field");
	}
	return e;
}

enum err calendar_compile(struct arena *a, struct zone_loader loader, struct str document,
			  struct fail *f, const struct workcal **ret_cal)
{
	struct zones zones = {loader, a};
	struct tz_source source = {zone_find, &zones};
	struct workcal_rules *rules = ARENA_NEW(a, struct workcal_rules);
	struct str outer = f->within;
	json_t *doc;

	f->within = str_cat(a, outer, STR("document."));
	enum err e = json_read(a, document, f, &doc);
	if (!e)
		e = check_keys(doc, f);
	if (!e)
		e = workcal_rules_parse(a, doc, &source, f, rules);
	if (!e && rules->empty)
		e = fail_at(f, ERR_INPUT, "weekly", "empty_calendar");
	f->within = outer;
	if (e)
		return e;
	return workcal_compile(a, rules, date_of(CALENDAR_YEAR_FIRST, 1, 1),
			       date_of(CALENDAR_YEAR_LAST + 1, 1, 1), ret_cal);
}

/* Building a world: everything lies in its own arena. */
struct build {
	struct ctx *cx;
	struct worlds *worlds;
	struct arena *arena;
	struct world *world;
};

/* Of what was checked when it was stored: that it is no good now is a fault of ours, a lack of
 * memory or of the disk is none. */
static enum err checked(enum err e)
{
	return !e || e == ERR_BUSY || e == ERR_IO || e == ERR_FULL ? e : ERR_BUG;
}

static enum err load_calendars(struct build *b)
{
	struct calendar_version *v;
	size_t n, k = 0;

	enum err e = row_find(b->cx->tx, b->arena, &calendar_version_fields, "state",
			      VAL_STR(STR("published")), &v, &n);
	if (e)
		return e;
	struct named_calendar *list = ARENA_ARRAY(b->arena, n, struct named_calendar);
	for (size_t i = 0; !e && i < n; i++) {
		struct named_calendar *c = &list[k++];
		c->id = v[i].id;
		c->code = v[i].code;
		e = calendar_compile(b->arena, b->worlds->loader, v[i].document, b->cx->fail,
				     &c->cal);
	}
	b->world->standards.calendars = list;
	b->world->standards.n_calendars = k;
	return checked(e);
}

static enum err load_policy(struct build *b, const struct policy_version *v, struct policy *out)
{
	json_t *doc;
	enum err e = json_read(b->arena, v->document, b->cx->fail, &doc);
	if (!e)
		e = policy_parse(b->arena, doc, b->cx->fail, out);
	out->id = v->id;
	return checked(e);
}

/* All versions that facts may refer to: the one in force and those it replaced. */
static enum err load_policies(struct build *b)
{
	static const char *const states[] = {"published", "replaced"};
	struct policy *all = NULL;
	size_t total = 0, cap = 0;
	enum err e = OK;

	for (int s = 0; !e && s < 2; s++) {
		struct policy_version *v;
		size_t n;
		e = row_find(b->cx->tx, b->arena, &policy_version_fields, "state",
			     VAL_STR(str_of(states[s])), &v, &n);
		for (size_t i = 0; !e && i < n; i++)
			e = load_policy(b, &v[i], ARENA_PUSH(b->arena, all, total, cap));
	}
	b->world->standards.policies = all;
	b->world->standards.n_policies = total;
	return e;
}

static enum err load_settings(struct build *b)
{
	struct world *w = b->world;
	json_t *doc;
	enum err e = OK;

	w->policy = standards_policy(&w->standards, w->company.policy_id);
	w->calendar = standards_calendar(&w->standards, w->company.calendar);
	w->classification = class_rules_default;
	if (w->company.classification.n) {
		e = json_read(b->arena, w->company.classification, b->cx->fail, &doc);
		if (!e)
			e = class_rules_parse(doc, b->cx->fail, &w->classification);
	}
	if (!e)
		e = b->worlds->loader.load(b->arena, w->company.time_zone, &w->zone);
	return checked(e);
}

static enum err load_roles(struct build *b)
{
	struct list_query q = {.eyes = EYES_SYSTEM, .limit = 100000};
	struct list_page page;

	enum err e = row_list(b->cx->tx, b->arena, &role_fields, &q, b->cx->fail, &page);
	if (e)
		return e;
	const struct role *v = page.rows;
	struct named_grants *roles = ARENA_ARRAY(b->arena, page.n, struct named_grants);
	for (size_t i = 0; !e && i < page.n; i++) {
		roles[i].name = v[i].name;
		e = role_read(b->arena, &v[i], b->cx->fail, &roles[i].grants);
	}
	b->world->roles = roles;
	b->world->n_roles = page.n;
	return checked(e);
}

static enum err build(struct build *b, const struct company *company)
{
	enum err e = load_roles(b);
	if (e || !company->id)
		return e;
	e = row_load(b->cx->tx, b->arena, &company_fields, EYES_SYSTEM, company->id,
		     &b->world->company);
	if (!e)
		e = load_calendars(b);
	if (!e)
		e = load_policies(b);
	if (!e)
		e = load_settings(b);
	return e;
}

static enum err make(struct ctx *cx, const struct stamp *stamp, struct shared **ret)
{
	struct arena *a = arena_new();
	if (!a)
		return ERR_BUSY;
	struct shared *s = ARENA_NEW(a, struct shared);
	struct build b = {cx, cx->home->worlds, a, &s->world};

	s->arena = a;
	s->roles = str_dup(a, stamp->roles);
	s->refs = 1; /* the newest */
	s->world.company.id = 0;
	s->world.zone = tz_utc();
	s->world.classification = class_rules_default;
	enum err e = build(&b, &stamp->company);
	if (e) {
		arena_free(a);
		return e;
	}
	*ret = s;
	return OK;
}

/* Not the version alone: a world may have been built in a transaction whose commit failed, and
 * the next change then has the same number. */
static bool is_current(const struct shared *s, const struct stamp *stamp)
{
	if (!s || !str_eq(s->roles, stamp->roles))
		return false;
	const struct company *c = &s->world.company;
	const struct company *now = &stamp->company;
	return c->id == now->id && (now->id == 0 || (c->version == now->version &&
						     c->updated_at.us == now->updated_at.us &&
						     c->policy_id == now->policy_id));
}

static enum err read_stamp(struct ctx *cx, struct stamp *stamp)
{
	struct rows *rows = NULL;
	bool more = false;

	*stamp = (struct stamp){0};
	enum err e = tx_presume(cx->tx, Q_COMPANY_STAMP, NULL, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && !more)
		e = ERR_BUG;
	if (!e && !rows_is_null(rows, 0)) {
		stamp->company.id = rows_int(rows, 0);
		stamp->company.version = rows_int(rows, 1);
		stamp->company.updated_at.us = rows_int(rows, 2);
		stamp->company.policy_id = rows_int(rows, 3);
	}
	if (!e)
		stamp->roles = str_dup(cx->arena, rows_text(rows, 4));
	rows_done(rows);
	return e;
}

enum err worlds_enter(struct ctx *cx)
{
	struct worlds *w = cx->home->worlds;
	struct stamp stamp;
	struct shared *s = NULL;

	enum err e = read_stamp(cx, &stamp);
	if (e)
		return e;
	pthread_mutex_lock(&w->lock);
	if (is_current(w->newest, &stamp))
		s = w->newest;
	if (s)
		s->refs++;
	pthread_mutex_unlock(&w->lock);
	if (!s) {
		e = make(cx, &stamp, &s);
		if (e)
			return e;
		pthread_mutex_lock(&w->lock);
		unref(w->newest);
		w->newest = s;
		s->refs++;
		pthread_mutex_unlock(&w->lock);
	}
	cx->world = &s->world;
	return OK;
}

/* A new random word, not a number: a world may have been built in a transaction whose commit
 * failed. */
enum err worlds_roles_changed(struct ctx *cx)
{
	const struct value v[] = {VAL_STR(STR("roles")),
				  VAL_STR(str_fmt(cx->arena, "%lld", (long long)ctx_id(cx)))};

	return tx_exec(cx->tx, Q_SETTING_PUT, v, 2, NULL);
}

const struct grants *world_role(const struct world *w, struct str name)
{
	for (size_t i = 0; i < w->n_roles; i++)
		if (str_eq(w->roles[i].name, name))
			return &w->roles[i].grants;
	return NULL;
}

void worlds_leave(struct ctx *cx)
{
	struct shared *s = (struct shared *)(uintptr_t)cx->world;
	pthread_mutex_t *lock = &cx->home->worlds->lock;

	pthread_mutex_lock(lock);
	unref(s);
	pthread_mutex_unlock(lock);
	cx->world = NULL;
}

struct date world_date(const struct world *w, struct instant t)
{
	return tz_date(w->zone, t);
}

struct str world_local_time(const struct world *w, struct arena *a, struct instant t)
{
	struct local l = tz_local(w->zone, t);
	struct ymd c = date_ymd(local_date(l));
	int s = local_second(l);

	return str_fmt(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, s / 3600,
		       s / 60 % 60);
}
