/* What must be so in a story, and the dump of all that it left. */
#include "scenario.h"

#include "domain/company.h"
#include "domain/customer.h"
#include "domain/deadline.h"
#include "domain/follow_up.h"
#include "domain/notice.h"
#include "domain/ticket.h"
#include "service/customers.h"
#include "service/explanations.h"
#include "service/policies.h"
#include "service/replays.h"

#include <stdio.h>

struct look {
	struct story *s;
	const struct line *l;
	struct str seen; /* what was found, for the report */
	bool ok;
};

static void differ(struct look *k, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void differ(struct look *k, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	k->seen = str_vfmt(k->s->arena, fmt, ap);
	va_end(ap);
	k->ok = false;
}

/* A field as the story would write it. */
static struct str field_text(struct arena *a, const struct field *fd, const void *rec)
{
	char out[32];
	struct value v = field_value(fd, rec);

	if (v.kind == V_NULL)
		return STR("-");
	if (fd->type == FT_TIME) {
		instant_format((struct instant){v.i}, out);
		return str_dup(a, str_of(out));
	}
	if (fd->type == FT_DATE) {
		date_format((struct date){(int32_t)v.i}, out);
		return str_dup(a, str_of(out));
	}
	return v.kind == V_INT ? str_fmt(a, "%lld", (long long)v.i) : v.s;
}

/* Equal as text, or as instants ("...+08:00" is the same as "...Z"), or as named records. */
static bool equals(const struct story *s, const struct field *fd, struct str want,
		   struct str got, const void *rec)
{
	struct instant x, y;

	if (fd->type == FT_REF)
		return field_value(fd, rec).i == story_id(s, fd->ref, want);
	if (fd->type == FT_BOOL && str_is(want, "true"))
		return str_is(got, "1");
	if (fd->type == FT_BOOL && str_is(want, "false"))
		return str_is(got, "0");
	if (fd->type == FT_TIME && instant_parse(want, &x) == OK &&
	    instant_parse(got, &y) == OK)
		return x.us == y.us;
	return str_eq(want, got);
}

static void compare(struct look *k, const struct fields *t, const void *rec)
{
	for (size_t i = 0; i < k->l->n_pairs; i++) {
		const struct field *fd = field_find(t, k->l->key[i]);
		struct str got = fd ? field_text(k->s->scratch, fd, rec) : STR("no such field");
		if (!fd || !equals(k->s, fd, k->l->value[i], got, rec)) {
			differ(k, "%.*s is %.*s", STR_ARG(k->l->key[i]), STR_ARG(got));
			return;
		}
	}
}

/* The id of the subject that word w names, whatever its kind. */
static int64_t subject_of(const struct look *k, size_t w)
{
	static const char *const kinds[] = {"ticket", "customer", "follow_up"};
	for (int i = 0; i < 3; i++) {
		int64_t id = story_id(k->s, kinds[i], k->l->word[w]);
		if (id)
			return id;
	}
	return 0;
}

/* "expect deadline t1 response#2 due_at=..." or "expect no deadline t1 response". */
static enum err find_deadline(struct ctx *cx, struct look *k, size_t w, struct deadline *ret,
			      bool *ret_found)
{
	struct str kind = k->l->word[w + 1];
	ptrdiff_t hash = str_find(kind, '#', 0);
	int64_t cycle = 0;
	struct deadline *v;
	size_t n;

	*ret_found = false;
	if (hash > 0 && str_to_int(str_slice(kind, (size_t)hash + 1, kind.n), &cycle))
		return ERR_INPUT;
	if (hash > 0)
		kind = str_slice(kind, 0, (size_t)hash);
	enum err e = row_find(cx->tx, cx->arena, &deadline_fields, "subject_id",
			      VAL_INT(subject_of(k, w)), &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (str_is(kind, names_get(&deadline_kind_names, v[i].kind)) &&
		    (cycle ? v[i].cycle == cycle : !*ret_found || v[i].cycle > ret->cycle)) {
			*ret = v[i];
			*ret_found = true;
		}
	return e;
}

static enum err see_deadline(struct ctx *cx, struct look *k, size_t w, bool wanted)
{
	struct deadline d;
	bool found;

	enum err e = find_deadline(cx, k, w, &d, &found);
	if (e)
		return e;
	if (found && !wanted && d.open)
		differ(k, "there is one, %s", names_get(&deadline_state_names, d.state));
	else if (!found && wanted)
		differ(k, "there is none");
	else if (found && wanted)
		compare(k, &deadline_fields, &d);
	return OK;
}

/* Every deadline agrees with what its facts give now. */
static enum err see_explained(struct ctx *cx, struct look *k, size_t w)
{
	struct deadline d;
	bool found;
	struct buf b = {0};
	struct jw jw = {.buf = &b};

	enum err e = find_deadline(cx, k, w, &d, &found);
	if (!e && !found)
		differ(k, "there is none");
	if (!e && found)
		e = explanation_write(cx, d.id, &jw);
	if (!e && found && !strstr(b.p, "\"agrees\":true"))
		differ(k, "%s", b.p);
	buf_done(&b);
	return e;
}

static bool notice_is(const struct look *k, const struct notice *n, int64_t subject)
{
	struct str kind = k->l->word[3];
	if (!str_eq(n->kind, kind) || n->channel != NOTICE_APP)
		return false;
	return !subject || n->ticket_id == subject || n->customer_id == subject;
}

/* "expect notice li warning [t1] [count=1] [late=true] [send_at=...]". */
static enum err see_notice(struct ctx *cx, struct look *k)
{
	int64_t user = story_id(k->s, "user", k->l->word[2]), want = 1, n_found = 0;
	int64_t subject = k->l->n_words > 4 ? subject_of(k, 4) : 0;
	struct str count = line_get(k->l, "count"), late = line_get(k->l, "late");
	struct str send_at = line_get(k->l, "send_at");
	struct instant at = INSTANT_NONE;
	struct notice *v;
	size_t n;

	if (count.n && str_to_int(count, &want))
		return ERR_INPUT;
	if (send_at.n && instant_parse(send_at, &at))
		return ERR_INPUT;
	enum err e =
		row_find(cx->tx, cx->arena, &notice_fields, "user_id", VAL_INT(user), &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		n_found += notice_is(k, &v[i], subject) &&
			   (!late.n || v[i].late == str_is(late, "true")) &&
			   (!send_at.n || v[i].send_at.us == at.us);
	if (!e && n_found != want)
		differ(k, "%lld", (long long)n_found);
	return e;
}

static enum err see_event(struct ctx *cx, struct look *k)
{
	struct ticket_event *v;
	size_t n;
	int64_t found = 0, want = 1;
	struct str count = line_get(k->l, "count");

	if (count.n && str_to_int(count, &want))
		return ERR_INPUT;
	enum err e = row_find(cx->tx, cx->arena, &ticket_event_fields, "ticket_id",
			      VAL_INT(story_id(k->s, "ticket", k->l->word[2])), &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		found += str_is(k->l->word[3], names_get(&event_kind_names, v[i].kind));
	if (!e && found != want)
		differ(k, "%lld", (long long)found);
	return e;
}

static enum err see_coverage(struct ctx *cx, struct look *k)
{
	struct coverage c;
	enum err e = coverage_count(cx, &c);
	struct str got = str_fmt(k->s->scratch, "%lld/%lld/%lld", (long long)c.active,
				 (long long)c.without, (long long)c.beyond);
	if (!e && !str_eq(got, k->l->word[2]))
		differ(k, "%.*s", STR_ARG(got));
	return e;
}

static enum err see_record(struct ctx *cx, struct look *k, const struct fields *t)
{
	void *rec = arena_alloc(cx->arena, t->size);
	int64_t id = story_id(k->s, t->name, k->l->word[2]);

	enum err e = row_load(cx->tx, cx->arena, t, EYES_SYSTEM, id, rec);
	if (!e)
		compare(k, t, rec);
	return e;
}

static struct str figures(struct arena *a, const struct replay_counts *c)
{
	return str_fmt(a, "%lld/%lld/%lld", (long long)c->outcomes[OUTCOME_MET],
		       (long long)c->outcomes[OUTCOME_MET_LATE],
		       (long long)c->outcomes[OUTCOME_MISSED]);
}

/* expect replay PRESETS KIND was=met/late/missed becomes=met/late/missed */
static enum err see_replay(struct story *s, struct look *k)
{
	const struct run run = {.home = &s->home,
				.actor = &s->actor,
				.now = s->now,
				.arena = s->scratch,
				.fail = &s->fail};
	struct replay_options o = {.threads = 2, .from = INSTANT_NONE, .to = INSTANT_NONE};
	struct replay r;
	struct replay_sizes sizes;
	size_t n;

	enum err e = presets_join(s->scratch, k->l->word[2], &s->fail, &o.document);
	if (!e)
		e = replay_run(&run, &o, &r, &sizes);
	if (e)
		return e;
	struct replay_group **v = replay_groups(s->scratch, &r, &n);
	differ(k, "no such deadlines");
	for (size_t i = 0; i < n; i++) {
		if (v[i]->dimension != BY_KIND ||
		    !str_is(k->l->word[3], names_get(&deadline_kind_names, (int)v[i]->value)))
			continue;
		struct str was = figures(s->scratch, &v[i]->side[REPLAY_OLD]);
		struct str becomes = figures(s->scratch, &v[i]->side[REPLAY_NEW]);
		differ(k, "was=%.*s becomes=%.*s", STR_ARG(was), STR_ARG(becomes));
		k->ok = str_eq(was, line_get(k->l, "was")) &&
			str_eq(becomes, line_get(k->l, "becomes"));
	}
	return OK;
}

static enum err see(struct ctx *cx, void *arg)
{
	struct look *k = arg;
	struct str what = k->l->word[1];

	if (str_is(what, "deadline"))
		return see_deadline(cx, k, 2, true);
	if (str_is(what, "no"))
		return see_deadline(cx, k, 3, false);
	if (str_is(what, "explained"))
		return see_explained(cx, k, 2);
	if (str_is(what, "notice"))
		return see_notice(cx, k);
	if (str_is(what, "event"))
		return see_event(cx, k);
	if (str_is(what, "coverage"))
		return see_coverage(cx, k);
	if (str_is(what, "customer"))
		return see_record(cx, k, &customer_fields);
	if (str_is(what, "ticket"))
		return see_record(cx, k, &ticket_fields);
	if (str_is(what, "follow_up"))
		return see_record(cx, k, &follow_up_fields);
	differ(k, "no such expectation");
	return OK;
}

void line_expect(struct story *s, const struct line *l)
{
	struct look k = {.s = s, .l = l, .ok = true};
	enum err e = str_is(l->word[1], "replay") ? see_replay(s, &k)
						  : story_run(s, TX_READ, see, &k);

	if (!e && k.ok)
		return;
	s->failures++;
	printf("%s:%d: expected", l->file, l->number);
	for (size_t i = 1; i < l->n_words; i++)
		printf(" %.*s", STR_ARG(l->word[i]));
	for (size_t i = 0; i < l->n_pairs; i++)
		printf(" %.*s=%.*s", STR_ARG(l->key[i]), STR_ARG(l->value[i]));
	printf(": %.*s %s\n", STR_ARG(k.seen), e ? err_name(e) : "");
}

enum err story_dump(struct ctx *cx, void *arg)
{
	static const struct fields *const types[] = {
		&customer_fields,    &ticket_fields,   &follow_up_fields, &ticket_event_fields,
		&tier_change_fields, &deadline_fields, &notice_fields};
	struct jw w = {.buf = arg};
	enum err e = OK;

	for (size_t t = 0; !e && t < sizeof types / sizeof *types; t++) {
		struct list_query q = {.limit = 100000};
		struct list_page page;
		e = row_list(cx->tx, cx->arena, types[t], &q, cx->fail, &page);
		for (size_t i = 0; !e && i < page.n; i++) {
			buf_printf(arg, "%s ", types[t]->table);
			w.comma = false;
			jw_obj(&w);
			fields_encode(&w, types[t], (char *)page.rows + i * types[t]->size,
				      MASK_ALL);
			jw_end_obj(&w);
			buf_putc(arg, '\n');
		}
	}
	return e;
}
