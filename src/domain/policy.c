#include "domain/policy.h"

#include "domain/cadence.h"

#include <assert.h>

/* Where in the document we are, for messages. */
struct place {
	struct arena *arena;
	struct fail *fail;
	struct str path; /* "rules[2]" */
};

static enum err refuse(const struct place *at, const char *key, const char *code)
{
	struct str path = key ? str_fmt(at->arena, "%.*s%s%s", STR_ARG(at->path),
					at->path.n ? "." : "", key)
			      : at->path;
	return fail_at(at->fail, ERR_INPUT, path.p ? path.p : "", code);
}

static bool known_key(const char *const *keys, const char *key)
{
	for (; *keys; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

/* Refuses keys that mean nothing here: a misspelt condition must not match everything. */
static enum err check_keys(const struct place *at, const json_t *obj, const char *const *keys)
{
	enum err e = OK;
	const char *key;
	json_t *v;

	if (!json_is_object(obj))
		return refuse(at, NULL, "not_an_object");
	json_object_foreach ((json_t *)(uintptr_t)obj, key, v)
		if (!known_key(keys, key))
			e = refuse(at, key, "unknown_field");
	return e;
}

static const struct {
	const char *text;
	int64_t seconds;
} span_units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

static const struct {
	const char *text;
	enum every_unit unit;
	int64_t times;
} every_units[] = {
	{"d", EVERY_DAY, 1},   {"w", EVERY_WEEK, 1}, {"mo", EVERY_MONTH, 1},
	{"q", EVERY_MONTH, 3}, {"y", EVERY_YEAR, 1}, {"wd", EVERY_WORKING_DAY, 1},
};

/* Splits "24h" into 24 and "h"; false when there is no number of 1..1,000,000 in front. */
static bool number_unit(struct str s, int64_t *ret_n, struct str *ret_unit)
{
	size_t i = 0;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i == 0 || str_to_int(str_slice(s, 0, i), ret_n))
		return false;
	*ret_unit = str_slice(s, i, s.n);
	return *ret_n >= 1 && *ret_n <= 1000000;
}

static bool seconds_of(int64_t n, struct str unit, int64_t *ret_s)
{
	for (size_t i = 0; i < sizeof span_units / sizeof *span_units; i++)
		if (str_is(unit, span_units[i].text)) {
			*ret_s = n * span_units[i].seconds;
			return true;
		}
	return false;
}

static enum err every_parse(struct str s, struct limit *out)
{
	int64_t n;
	struct str unit;

	if (!number_unit(s, &n, &unit))
		return ERR_INPUT;
	for (size_t i = 0; i < sizeof every_units / sizeof *every_units; i++)
		if (str_is(unit, every_units[i].text)) {
			out->kind = LIMIT_EVERY;
			out->unit = every_units[i].unit;
			out->amount = n * every_units[i].times;
			return OK;
		}
	return ERR_INPUT;
}

enum err limit_parse(struct str s, struct limit *ret_limit)
{
	struct limit l = {.roll = 1, .at_s = CADENCE_CLOSE, .text = s};
	struct str unit, body = s;
	int64_t n;

	if (str_starts(s, STR("every "))) {
		if (every_parse(str_slice(s, 6, s.n), &l))
			return ERR_INPUT;
		*ret_limit = l;
		return OK;
	}
	bool open = str_ends(s, STR(" open"));
	if (open)
		body = str_slice(s, 0, s.n - 5);
	if (!number_unit(body, &n, &unit))
		return ERR_INPUT;
	if (str_is(unit, "wd") && !open) {
		l.kind = LIMIT_DAYS;
		l.amount = n;
	} else if (seconds_of(n, unit, &l.amount)) {
		l.kind = open ? LIMIT_OPEN : LIMIT_CLOCK;
	} else {
		return ERR_INPUT;
	}
	*ret_limit = l;
	return OK;
}

static enum err time_of_day(const struct place *at, const json_t *v, int64_t *ret_s)
{
	struct str s = json_text(v), hh, mm;
	int64_t h, m;

	if (!v)
		return OK;
	if (s.n != 5 || s.p[2] != ':')
		return refuse(at, "at", "not_a_time");
	hh = str_slice(s, 0, 2);
	mm = str_slice(s, 3, 5);
	if (str_to_int(hh, &h) || str_to_int(mm, &m) || h < 0 || h > 23 || m < 0 || m > 59)
		return refuse(at, "at", "not_a_time");
	*ret_s = h * 3600 + m * 60;
	return OK;
}

static enum err one_of(const struct place *at, const json_t *obj, const char *key,
		       const struct names *names, int *ret_value)
{
	const json_t *v = json_object_get(obj, key);
	if (!v)
		return OK;
	int k = names_find(names, json_text(v));
	if (k < 0)
		return refuse(at, key, "not_one_of");
	*ret_value = k;
	return OK;
}

/* {"within":"3wd","mode":"same_time"} or {"every":"1w","roll":"next","at":"10:00"}. */
static enum err limit_object(const struct place *at, const json_t *v, struct limit *ret_limit)
{
	static const char *const keys[] = {"within", "every", "mode", "calendar",
					   "roll",   "at",    "from", NULL};
	static const char *const modes[] = {"end_of_day", "same_time"};
	static const char *const rolls[] = {"previous", "none", "next"};
	static const char *const froms[] = {"completion", "anchor"};
	struct names mode_names = {modes, 2}, roll_names = {rolls, 3}, from_names = {froms, 2};
	int mode = 0, roll = 2, from = 0;
	struct str within = json_get_text(v, "within"), every = json_get_text(v, "every");

	enum err e = check_keys(at, v, keys);
	if (e)
		return e;
	if ((within.n == 0) == (every.n == 0))
		return refuse(at, NULL, "within_or_every");
	if (every.n)
		e = limit_parse(str_cat(at->arena, STR("every "), every), ret_limit);
	else
		e = limit_parse(within, ret_limit);
	if (e)
		return refuse(at, every.n ? "every" : "within", "not_a_duration");
	e = one_of(at, v, "mode", &mode_names, &mode);
	if (!e)
		e = one_of(at, v, "roll", &roll_names, &roll);
	if (!e)
		e = one_of(at, v, "from", &from_names, &from);
	if (!e)
		e = time_of_day(at, json_object_get(v, "at"), &ret_limit->at_s);
	ret_limit->same_time = mode == 1;
	ret_limit->roll = roll - 1;
	ret_limit->from_anchor = from == 1;
	ret_limit->calendar = json_get_text(v, "calendar");
	return e;
}

static bool is_cadence(enum deadline_kind kind)
{
	return kind == DL_FOLLOW_UP;
}

static enum err limit_read(const struct place *rule, const char *key, const json_t *v,
			   enum deadline_kind kind, struct limit *ret_limit)
{
	struct place at = *rule;
	at.path = str_fmt(at.arena, "%.*s.targets.%s", STR_ARG(rule->path), key);
	enum err e = OK;

	if (json_is_null(v))
		*ret_limit = (struct limit){.kind = LIMIT_NONE, .text = STR("")};
	else if (json_is_string(v))
		e = limit_parse(json_text(v), ret_limit) ? refuse(&at, NULL, "not_a_duration")
							 : OK;
	else
		e = limit_object(&at, v, ret_limit);
	if (e || ret_limit->kind == LIMIT_NONE)
		return e;
	if ((ret_limit->kind == LIMIT_EVERY) != is_cadence(kind))
		return refuse(&at, NULL, is_cadence(kind) ? "must_recur" : "must_not_recur");
	return OK;
}

static enum err targets_read(const struct place *at, const json_t *targets, struct rule *r)
{
	enum err e = OK;
	const char *key;
	json_t *v;

	if (!json_is_object(targets) || json_object_size(targets) == 0)
		return refuse(at, "targets", "required");
	json_object_foreach ((json_t *)(uintptr_t)targets, key, v) {
		int k = names_find(&deadline_kind_names, str_of(key));
		if (k < 0 || k == DL_PLAN || k == DL_ACTION) {
			e = refuse(at, str_fmt(at->arena, "targets.%s", key).p,
				   "unknown_field");
			continue;
		}
		if (limit_read(at, key, v, (enum deadline_kind)k, &r->limits[k]))
			e = ERR_INPUT;
	}
	return e;
}

/* A list of names as a set of bits. */
static enum err bits_read(const struct place *at, const char *key, const json_t *list,
			  const struct names *names, unsigned *ret_bits)
{
	size_t i;
	json_t *v;

	if (!json_is_array(list) || json_array_size(list) == 0)
		return refuse(at, key, "empty_condition");
	json_array_foreach ((json_t *)(uintptr_t)list, i, v) {
		int k = names_find(names, json_text(v));
		if (k < 0)
			return refuse(at, key, "not_one_of");
		*ret_bits |= 1u << k;
	}
	return OK;
}

static enum err tags_read(const struct place *at, const json_t *list, struct rule *r)
{
	size_t i;
	json_t *v;

	if (!json_is_array(list) || json_array_size(list) == 0)
		return refuse(at, "tag", "empty_condition");
	if (json_array_size(list) > POLICY_TAGS)
		return refuse(at, "tag", "too_long");
	json_array_foreach ((json_t *)(uintptr_t)list, i, v) {
		if (json_text(v).n == 0)
			return refuse(at, "tag", "not_a_text");
		r->tags[r->n_tags++] = json_text(v);
	}
	return OK;
}

static enum err condition_read(const struct place *at, const char *key, const json_t *v,
			       struct rule *r)
{
	if (strcmp(key, "tier") == 0)
		return bits_read(at, key, v, &tier_names, &r->tiers);
	if (strcmp(key, "stage") == 0)
		return bits_read(at, key, v, &stage_names, &r->stages);
	if (strcmp(key, "type") == 0)
		return bits_read(at, key, v, &ticket_type_names, &r->types);
	if (strcmp(key, "urgency") == 0)
		return bits_read(at, key, v, &urgency_names, &r->urgencies);
	if (strcmp(key, "channel") == 0)
		return bits_read(at, key, v, &channel_names, &r->channels);
	if (strcmp(key, "tag") == 0)
		return tags_read(at, v, r);
	if (strcmp(key, "strategic") == 0 && json_is_boolean(v)) {
		r->strategic = json_is_true(v);
		return OK;
	}
	return refuse(at, key, "unknown_field");
}

static enum err when_read(const struct place *rule, const json_t *when, struct rule *r)
{
	struct place at = *rule;
	at.path = str_fmt(at.arena, "%.*s.when", STR_ARG(rule->path));
	enum err e = OK;
	const char *key;
	json_t *v;

	r->strategic = -1;
	if (r->is_default)
		return when && json_object_size(when)
			       ? refuse(&at, NULL, "default_has_conditions")
			       : OK;
	if (!json_is_object(when) || json_object_size(when) == 0)
		return refuse(&at, NULL, "empty_condition");
	json_object_foreach ((json_t *)(uintptr_t)when, key, v)
		if (condition_read(&at, key, v, r))
			e = ERR_INPUT;
	return e;
}

/* An offset of a notice, "2h", "2h open" or "1wd". */
static enum err offset_read(struct str s, int sign, struct notice_rule *n)
{
	struct limit l;
	if (str_is(s, "0s") || str_is(s, "0"))
		return OK;
	if (limit_parse(s, &l) || l.kind == LIMIT_EVERY)
		return ERR_INPUT;
	if (l.kind == LIMIT_DAYS)
		n->offset_wd = sign * l.amount;
	else
		n->offset_s = sign * l.amount;
	n->open = l.kind == LIMIT_OPEN;
	return OK;
}

static enum err warn_read(const struct place *at, const json_t *v, struct notice_rule *n)
{
	static const char *const keys[] = {"pct", "before", "to", "urgent", NULL};
	const json_t *pct = json_object_get(v, "pct");
	int to = TO_OWNER;

	if (check_keys(at, v, keys))
		return ERR_INPUT;
	n->kind = STEP_WARNING;
	if (pct) {
		if (!json_is_integer(pct) || json_integer_value(pct) < 1 ||
		    json_integer_value(pct) > 99)
			return refuse(at, "pct", "not_a_percentage");
		n->percent = (int)json_integer_value(pct);
	} else if (offset_read(json_get_text(v, "before"), -1, n) ||
		   (!n->offset_s && !n->offset_wd)) {
		return refuse(at, "before", "not_a_duration");
	}
	n->urgent = json_is_true(json_object_get(v, "urgent"));
	enum err e = one_of(at, v, "to", &recipient_names, &to);
	n->to = (enum recipient)to;
	return e;
}

static enum err rung_read(const struct place *at, const json_t *v, struct notice_rule *n)
{
	static const char *const keys[] = {"after", "to", "urgent", NULL};
	int to = TO_SUPERVISOR;

	if (check_keys(at, v, keys))
		return ERR_INPUT;
	n->kind = STEP_ESCALATION;
	if (offset_read(json_get_text(v, "after"), 1, n))
		return refuse(at, "after", "not_a_duration");
	n->urgent = json_is_true(json_object_get(v, "urgent"));
	enum err e = one_of(at, v, "to", &recipient_names, &to);
	n->to = (enum recipient)to;
	return e;
}

static enum err notices_read(const struct place *rule, const char *key, const json_t *list,
			     struct rule *r)
{
	enum err e = OK;
	size_t i;
	json_t *v;

	if (!list)
		return OK;
	if (!json_is_array(list))
		return refuse(rule, key, "not_a_list");
	json_array_foreach ((json_t *)(uintptr_t)list, i, v) {
		struct place at = *rule;
		at.path = str_fmt(at.arena, "%.*s%s%s[%zu]", STR_ARG(rule->path),
				  rule->path.n ? "." : "", key, i);
		if (r->n_notices == POLICY_STEPS)
			return refuse(&at, NULL, "too_long");
		struct notice_rule *n = &r->notices[r->n_notices++];
		if (strcmp(key, "warn") == 0 ? warn_read(&at, v, n) : rung_read(&at, v, n))
			e = ERR_INPUT;
	}
	return e;
}

/* The steps of a rule in order: its own or the policy's warnings, the breach, the ladder. */
static enum err steps_read(const struct place *at, const json_t *rule, const json_t *defaults,
			   struct rule *r)
{
	const json_t *warn = json_object_get(rule, "warn");
	const json_t *ladder = json_object_get(rule, "escalate");

	enum err e =
		notices_read(at, "warn", warn ? warn : json_object_get(defaults, "warn"), r);
	if (r->n_notices == POLICY_STEPS)
		return refuse(at, "warn", "too_long");
	r->notices[r->n_notices++] = (struct notice_rule){.kind = STEP_BREACH, .to = TO_OWNER};
	if (!e)
		e = notices_read(at, "escalate",
				 ladder ? ladder : json_object_get(defaults, "escalate"), r);
	return e;
}

static enum err pausable_read(const struct place *at, const json_t *list, unsigned *ret_bits)
{
	*ret_bits = 1u << DL_UPDATE |
		    1u << DL_SOLUTION; /* 6: a hold does not stop a first answer */
	if (!list)
		return OK;
	*ret_bits = 0;
	return json_array_size(list) == 0 && json_is_array(list)
		       ? OK
		       : bits_read(at, "pause", list, &deadline_kind_names, ret_bits);
}

static enum err rule_read(const struct place *at, const json_t *v, const json_t *defaults,
			  struct rule *r)
{
	static const char *const keys[] = {"id",   "title",    "when",	"default",  "targets",
					   "warn", "escalate", "pause", "standard", NULL};
	const json_t *pause = json_object_get(v, "pause");

	enum err e = check_keys(at, v, keys);
	if (e)
		return e;
	r->id = json_get_text(v, "id");
	if (r->id.n == 0 || r->id.n > 60)
		e = refuse(at, "id", "required");
	r->is_default = json_is_true(json_object_get(v, "default"));
	r->standard = json_object_get(v, "standard");
	/* All of them are looked at, so that one answer names every fault. */
	const enum err parts[] = {
		when_read(at, json_object_get(v, "when"), r),
		targets_read(at, json_object_get(v, "targets"), r),
		steps_read(at, v, defaults, r),
		pausable_read(at, pause ? pause : json_object_get(defaults, "pause"),
			      &r->pausable),
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		e = parts[i] ? parts[i] : e;
	return e;
}

static enum err rules_read(const struct place *top, const json_t *doc, struct policy *p)
{
	const json_t *rules = json_object_get(doc, "rules");
	const json_t *defaults = json_object_get(doc, "defaults");
	enum err e = OK;

	if (!json_is_array(rules) || json_array_size(rules) == 0)
		return refuse(top, "rules", "required");
	p->n_rules = json_array_size(rules);
	if (p->n_rules > POLICY_RULES)
		return refuse(top, "rules", "too_long");
	p->rules = ARENA_ARRAY(top->arena, p->n_rules, struct rule);
	for (size_t i = 0; i < p->n_rules; i++) {
		struct place at = *top;
		at.path = str_fmt(at.arena, "rules[%zu]", i);
		if (rule_read(&at, json_array_get(rules, i), defaults, &p->rules[i]))
			e = ERR_INPUT;
		for (size_t k = 0; k < i; k++)
			if (str_eq(p->rules[k].id, p->rules[i].id))
				e = refuse(&at, "id", "taken");
	}
	return e;
}

enum err policy_parse(struct arena *a, const json_t *doc, struct fail *f,
		      struct policy *ret_policy)
{
	static const char *const keys[] = {"schema", "title", "calendar", "edge",     "reopen",
					   "source", "rules", "defaults", "examples", NULL};
	static const char *const edges[] = {"near", "far"};
	static const char *const reopens[] = {"continue", "new_cycle", "ignore"};
	struct names edge_names = {edges, 2}, reopen_names = {reopens, 3};
	struct place top = {a, f, {"", 0}};
	struct policy p = {.document = doc};
	int edge = 0, reopen = 0;

	enum err e = check_keys(&top, doc, keys);
	if (e)
		return e;
	if (!str_is(json_get_text(doc, "schema"), "genjin.policy/1"))
		return refuse(&top, "schema", "unknown_schema");
	p.calendar = json_get_text(doc, "calendar");
	if (p.calendar.n == 0)
		e = refuse(&top, "calendar", "required");
	const enum err parts[] = {
		one_of(&top, doc, "edge", &edge_names, &edge),
		one_of(&top, doc, "reopen", &reopen_names, &reopen),
		rules_read(&top, doc, &p),
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		e = parts[i] ? parts[i] : e;
	p.far_edge = edge == 1;
	p.reopen = (enum reopen)reopen;
	if (!e)
		*ret_policy = p;
	return e;
}

static bool bit_matches(unsigned bits, int value)
{
	return bits == 0 || (value >= 0 && (bits >> value & 1));
}

static bool has_tag(struct str tags, struct str name)
{
	struct str line;
	while (tags.n && str_split(&tags, '\n', &line))
		if (str_eq(line, name))
			return true;
	return false;
}

static bool tags_match(const struct rule *r, struct str tags)
{
	for (size_t i = 0; i < r->n_tags; i++)
		if (has_tag(tags, r->tags[i]))
			return true;
	return r->n_tags == 0;
}

bool rule_matches(const struct rule *r, const struct match *m)
{
	return bit_matches(r->tiers, m->tier) && bit_matches(r->stages, m->stage) &&
	       bit_matches(r->types, m->type) && bit_matches(r->urgencies, m->urgency) &&
	       bit_matches(r->channels, m->channel) &&
	       (r->strategic < 0 || r->strategic == (int)m->strategic) &&
	       tags_match(r, m->tags);
}

const struct rule *policy_rule(const struct policy *p, const struct match *m,
			       enum deadline_kind kind)
{
	for (size_t i = 0; i < p->n_rules; i++)
		if (p->rules[i].limits[kind].kind != LIMIT_UNSET &&
		    rule_matches(&p->rules[i], m))
			return &p->rules[i];
	return NULL;
}

static void drop(void *doc)
{
	json_decref(doc);
}

json_t *policy_join(struct arena *a, json_t *const *docs, size_t n)
{
	assert(n >= 1);
	json_t *out = json_deep_copy(docs[0]);
	json_t *rules = json_array(), *examples = json_array();
	size_t i;
	json_t *v;

	for (int defaults = 0; defaults < 2; defaults++)
		for (size_t k = 0; k < n; k++)
			json_array_foreach (json_object_get(docs[k], "rules"), i, v)
				if (json_is_true(json_object_get(v, "default")) == defaults)
					json_array_append(rules, v);
	for (size_t k = 0; k < n; k++)
		json_array_extend(examples, json_object_get(docs[k], "examples"));
	json_object_set_new(out, "rules", rules);
	json_object_set_new(out, "examples", examples);
	arena_defer(a, drop, out);
	return out;
}

const struct rule *policy_rule_by_id(const struct policy *p, struct str id)
{
	for (size_t i = 0; i < p->n_rules; i++)
		if (str_eq(p->rules[i].id, id))
			return &p->rules[i];
	return NULL;
}
