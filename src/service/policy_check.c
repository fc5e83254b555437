#include "service/policy_check.h"

#include "domain/lint.h"
#include "domain/matrix.h"
#include "domain/policy_diff.h"

#include "service/policies.h"

static enum err check_calendars(struct ctx *cx, const struct policy *p)
{
	const struct standards *s = &cx->world->standards;
	enum err e = OK;

	if (!s->n_calendars) /* the first setup: the shipped calendars come with it */
		return OK;
	if (!standards_calendar(s, p->calendar))
		e = fail_at(cx->fail, ERR_INPUT, "calendar", "no_such_record");
	for (size_t i = 0; i < p->n_rules; i++)
		for (int k = 0; k < DL_COUNT; k++) {
			struct str code = p->rules[i].limits[k].calendar;
			if (code.n && !standards_calendar(s, code))
				e = fail_at(cx->fail, ERR_INPUT,
					    str_fmt(cx->arena, "rules[%zu].targets.%s.calendar",
						    i, names_get(&deadline_kind_names, k))
						    .p,
					    "no_such_record");
		}
	return e;
}

enum err policy_document(struct ctx *cx, struct str document, struct policy *ret_policy)
{
	struct str outer = cx->fail->within;
	json_t *doc;

	cx->fail->within = str_cat(cx->arena, outer, STR("document."));
	enum err e = json_read(cx->arena, document, cx->fail, &doc);
	if (!e)
		e = policy_parse(cx->arena, doc, cx->fail, ret_policy);
	if (!e)
		e = check_calendars(cx, ret_policy);
	cx->fail->within = outer;
	return e;
}

static int name_or(const json_t *m, const char *key, const struct names *names, int otherwise)
{
	int v = names_find(names, json_get_text(m, key));
	return v < 0 ? otherwise : v;
}

static struct match example_match(const json_t *m)
{
	return (struct match){
		.tier = name_or(m, "tier", &tier_names, TIER_ORDINARY),
		.stage = name_or(m, "stage", &stage_names, STAGE_STABLE),
		.type = name_or(m, "type", &ticket_type_names, TYPE_SERVICE),
		.urgency = name_or(m, "urgency", &urgency_names, URGENCY_GENERAL),
		.channel = name_or(m, "channel", &channel_names, CHANNEL_PHONE),
		.strategic = json_is_true(json_object_get(m, "strategic")),
		.tags = json_get_text(m, "tag"),
	};
}

static enum err example_write(struct ctx *cx, const struct policy *p, const json_t *x,
			      struct jw *w, int64_t *failed)
{
	int kind = names_find(&deadline_kind_names, json_get_text(x, "kind"));
	struct match m = example_match(json_object_get(x, "match"));
	struct standards s = cx->world->standards;
	struct instant start, due = INSTANT_NONE, got = INSTANT_NONE;

	if (kind < 0 || instant_parse(json_get_text(x, "start"), &start))
		return fail_at(cx->fail, ERR_INPUT, "document.examples", "bad_example");
	if (!json_is_null(json_object_get(x, "due")) &&
	    instant_parse(json_get_text(x, "due"), &due))
		return fail_at(cx->fail, ERR_INPUT, "document.examples", "bad_example");
	s.policies = p;
	s.n_policies = 1;
	enum err e = due_of_kind(&s, p->id, &m, (enum deadline_kind)kind, start, &got);
	if (e)
		return fail_at(cx->fail, ERR_INPUT, "document.examples", "unreachable");
	*failed += got.us != due.us;
	jw_obj(w);
	jw_kcstr(w, "kind", names_get(&deadline_kind_names, kind));
	jw_ktime(w, "start", start);
	jw_ktime(w, "due", due);
	jw_ktime(w, "got", got);
	jw_kbool(w, "ok", got.us == due.us);
	jw_end_obj(w);
	return OK;
}

enum err policy_examples_write(struct ctx *cx, const struct policy *p, struct jw *w,
			       int64_t *ret_failed)
{
	const json_t *list = json_object_get(p->document, "examples");
	int64_t failed = 0;
	enum err e = OK;

	jw_arr(w);
	for (size_t i = 0; !e && i < json_array_size(list); i++)
		e = example_write(cx, p, json_array_get(list, i), w, &failed);
	jw_end_arr(w);
	*ret_failed = failed;
	return e;
}

static void match_write(struct jw *w, const struct match *m)
{
	jw_obj(w);
	jw_kcstr(w, "tier", names_get(&tier_names, m->tier));
	jw_kcstr(w, "stage", names_get(&stage_names, m->stage));
	if (m->type >= 0) {
		jw_kcstr(w, "type", names_get(&ticket_type_names, m->type));
		jw_kcstr(w, "urgency", names_get(&urgency_names, m->urgency));
		jw_kcstr(w, "channel", names_get(&channel_names, m->channel));
	}
	if (m->tags.n)
		jw_kstr(w, "tag", m->tags);
	jw_end_obj(w);
}

static void lint_write(struct jw *w, const struct lint *l)
{
	static const char *const levels[] = {"error", "warning", "info"};

	jw_obj(w);
	jw_kcstr(w, "level", levels[l->level]);
	jw_kcstr(w, "code", l->code);
	jw_kstr(w, "rule", l->rule);
	jw_kstr(w, "other", l->other);
	jw_kcstr(w, "kind", names_get(&deadline_kind_names, (int)l->kind));
	jw_kint(w, "cells", l->cells);
	if (l->cells) {
		jw_key(w, "example");
		match_write(w, &l->example);
	}
	jw_end_obj(w);
}

enum err policy_lint_write(struct ctx *cx, struct str document, struct jw *w,
			   int64_t *ret_errors)
{
	struct policy p;
	struct lint *lints;
	size_t n;
	int64_t errors = 0, failed;

	enum err e = policy_document(cx, document, &p);
	if (e)
		return e;
	policy_lint(cx->arena, &p, &lints, &n);
	jw_obj(w);
	jw_key(w, "findings");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		lint_write(w, &lints[i]);
		errors += lints[i].level == LINT_ERROR;
	}
	jw_end_arr(w);
	jw_key(w, "examples");
	e = policy_examples_write(cx, &p, w, &failed);
	errors += failed;
	jw_kint(w, "errors", errors);
	jw_end_obj(w);
	*ret_errors = errors;
	return e;
}

static enum err load_document(struct ctx *cx, int64_t id, json_t **ret_doc)
{
	struct policy_version v;

	enum err e = resource_load(cx, &policy_resource, PERM_POLICY_READ, id, &v);
	return e ? e : json_read(cx->arena, v.document, cx->fail, ret_doc);
}

enum err policy_differences_write(struct ctx *cx, int64_t id, int64_t with, struct jw *w)
{
	struct policy_diff diff;
	json_t *was, *becomes;

	if (!with)
		with = cx->world->company.policy_id;
	if (!with)
		return fail_at(cx->fail, ERR_INPUT, "with", "required");
	enum err e = load_document(cx, id, &becomes);
	if (e)
		return e;
	e = load_document(cx, with, &was);
	if (e == ERR_NOT_FOUND)
		return fail_at(cx->fail, ERR_INPUT, "with", "no_such_record");
	if (e)
		return e;
	policy_diff(cx->arena, was, becomes, &diff);
	policy_diff_encode(w, &diff);
	return OK;
}

enum err policy_matrix_write(struct ctx *cx, int64_t id, struct jw *w)
{
	struct policy_version v;
	struct policy p;

	enum err e = resource_load(cx, &policy_resource, PERM_POLICY_READ, id, &v);
	if (!e)
		e = policy_document(cx, v.document, &p);
	if (!e)
		policy_matrix_encode(cx->arena, &p, w);
	return e;
}
