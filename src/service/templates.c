#include "service/templates.h"

#include "domain/kinds.h"
#include "service/world.h"

enum { SAMPLE_DUE_S = 7200 };

/* The company's record of a template; *ret_found is false when it has none. */
static enum err load_own(struct ctx *cx, struct str key, enum lang lang,
			 struct message_template *ret, bool *ret_found)
{
	const struct value params[] = {VAL_STR(key),
				       VAL_STR(str_of(names_get(&lang_names, (int)lang)))};
	int64_t id;

	enum err e = tx_one_int(cx->tx, Q_TEMPLATE_OWN, params, 2, &id);
	*ret_found = e == OK;
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	return row_load(cx->tx, cx->arena, &message_template_fields, EYES_SYSTEM, id, ret);
}

static enum err creating(struct ctx *cx, void *rec)
{
	const struct message_template *t = rec;
	struct message_template old;
	bool found = false;

	enum err e = template_check(cx->arena, t, cx->fail);
	if (!e)
		e = load_own(cx, str_of(names_get(&mail_template_names, t->key)),
			     (enum lang)t->locale, &old, &found);
	return found ? fail_at(cx->fail, ERR_CONFLICT, "key", "taken") : e;
}

static enum err changing(struct ctx *cx, const void *old, void *rec, uint64_t set)
{
	(void)old;
	(void)set;
	return template_check(cx->arena, rec, cx->fail);
}

static void can(struct ctx *cx, const void *rec, struct jw *w)
{
	bool write = actor_scope(cx->actor, PERM_SETTING_WRITE) != SCOPE_NONE;

	(void)rec;
	jw_kbool(w, "change", write);
	jw_kbool(w, "delete", write);
}

const struct resource message_template_resource = {
	.fields = &message_template_fields,
	.read = PERM_SETTING_WRITE,
	.write = PERM_SETTING_WRITE,
	.remove = PERM_SETTING_WRITE,
	.creating = creating,
	.changing = changing,
	.can = can,
};

static struct wording catalogue(struct ctx *cx, struct str key, enum lang lang)
{
	struct str name = str_fmt(cx->arena, "mail.%.*s", STR_ARG(key));

	return (struct wording){
		str_of(message_get(lang, str_cat(cx->arena, name, STR(".subject")).p)),
		str_of(message_get(lang, str_cat(cx->arena, name, STR(".body")).p))};
}

enum err template_wording(struct ctx *cx, struct str key, enum lang lang,
			  struct wording *ret_wording)
{
	struct message_template own;
	bool found;

	enum err e = load_own(cx, key, lang, &own, &found);
	if (e)
		return e;
	*ret_wording =
		found ? (struct wording){own.subject, own.body} : catalogue(cx, key, lang);
	return OK;
}

struct str template_line(struct arena *a, struct str text, const struct message_arg *args,
			 size_t n_args)
{
	struct str line = message_fill(a, text, args, n_args);
	char *copy = arena_alloc(a, line.n + 1);

	for (size_t i = 0; i < line.n; i++)
		copy[i] = (unsigned char)line.p[i] < 32 ? ' ' : line.p[i];
	copy[line.n] = 0;
	return (struct str){copy, line.n};
}

static enum err write_one(struct ctx *cx, int key, enum lang lang, struct jw *w)
{
	struct str name = str_of(names_get(&mail_template_names, key));
	struct wording usual = catalogue(cx, name, lang);
	struct message_template own;
	bool found;

	enum err e = load_own(cx, name, lang, &own, &found);
	if (e)
		return e;
	jw_obj(w);
	jw_kstr(w, "key", name);
	jw_kcstr(w, "locale", names_get(&lang_names, (int)lang));
	jw_key(w, "placeholders");
	jw_arr(w);
	for (int i = 0; i < PLACEHOLDER_COUNT; i++)
		if (template_placeholders((enum mail_template)key) >> i & 1)
			jw_cstr(w, names_get(&placeholder_names, i));
	jw_end_arr(w);
	jw_key(w, "default");
	jw_obj(w);
	jw_kstr(w, "subject", usual.subject);
	jw_kstr(w, "body", usual.body);
	jw_end_obj(w);
	jw_key(w, "own");
	if (found)
		e = resource_encode(cx, &message_template_resource, &own, w);
	else
		jw_null(w);
	jw_end_obj(w);
	return e;
}

enum err templates_write(struct ctx *cx, struct jw *w)
{
	enum err e = OK;

	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	for (int key = 0; !e && key < mail_template_names.n; key++)
		for (int lang = 0; !e && lang < lang_names.n; lang++)
			e = write_one(cx, key, (enum lang)lang, w);
	jw_end_arr(w);
	jw_end_obj(w);
	return e;
}

/* Values such as a real mail would have, in the wording's language. */
static void sample(struct ctx *cx, enum lang lang, struct message_arg args[PLACEHOLDER_COUNT])
{
	const struct company *c = &cx->world->company;
	struct arena *a = cx->arena;
	struct instant due = instant_add(cx->now, span_of_s(SAMPLE_DUE_S));
	struct date today = world_date(cx->world, cx->now);

	for (int i = 0; i < PLACEHOLDER_COUNT; i++)
		args[i].name = names_get(&placeholder_names, i);
	args[PLACE_NAME].value = cx->actor->name;
	args[PLACE_CUSTOMER].value = message_format(a, lang, "sample.customer.name", NULL, 0);
	args[PLACE_NUMBER].value =
		number_format(a, c->customer_prefix, false, today, c->customer_digits, 1);
	args[PLACE_TICKET].value =
		number_format(a, c->ticket_prefix, true, today, c->ticket_digits, 1);
	args[PLACE_TITLE].value = message_format(a, lang, "sample.title", NULL, 0);
	args[PLACE_LINK].value = c->base_url;
	args[PLACE_DEADLINE].value = message_format(
		a, lang, str_fmt(a, "deadline.%s", names_get(&deadline_kind_names, 0)).p, NULL,
		0);
	args[PLACE_DUE].value = world_local_time(cx->world, a, due);
	args[PLACE_TEXT].value = message_format(a, lang, "sample.nudge", NULL, 0);
	args[PLACE_FROM].value = cx->actor->name;
	args[PLACE_ABOUT].value =
		message_format(a, lang, "mail.about", args, PLACEHOLDER_COUNT);
}

enum err template_preview_write(struct ctx *cx, const struct message_template *t, struct jw *w)
{
	struct message_arg args[PLACEHOLDER_COUNT] = {0};

	enum err e = template_check(cx->arena, t, cx->fail);
	if (e)
		return e;
	sample(cx, (enum lang)t->locale, args);
	jw_obj(w);
	jw_kstr(w, "subject", template_line(cx->arena, t->subject, args, PLACEHOLDER_COUNT));
	jw_kstr(w, "body", message_fill(cx->arena, t->body, args, PLACEHOLDER_COUNT));
	jw_end_obj(w);
	return OK;
}
