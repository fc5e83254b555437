#include "domain/obligations.h"

#include "domain/obligation_build.h"

static void put_name(struct jw *w, const char *key, const struct names *names, int value)
{
	if (value >= 0)
		jw_kcstr(w, key, names_get(names, value));
}

struct str match_format(struct arena *a, const struct match *m, int64_t policy_id)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};
	struct str tags = m->tags, tag;

	jw_obj(&w);
	jw_kid(&w, "policy", policy_id);
	put_name(&w, "tier", &tier_names, m->tier);
	put_name(&w, "stage", &stage_names, m->stage);
	put_name(&w, "type", &ticket_type_names, m->type);
	put_name(&w, "urgency", &urgency_names, m->urgency);
	put_name(&w, "channel", &channel_names, m->channel);
	jw_kbool(&w, "strategic", m->strategic);
	jw_key(&w, "tags");
	jw_arr(&w);
	while (tags.n && str_split(&tags, '\n', &tag))
		jw_str(&w, tag);
	jw_end_arr(&w);
	jw_end_obj(&w);
	return buf_keep(&b, a);
}

/* The number of a name; -1 when the key is missing; false when the name is unknown. */
static bool get_name(const json_t *doc, const char *key, const struct names *names,
		     int *ret_value)
{
	const json_t *v = json_object_get(doc, key);
	*ret_value = v ? names_find(names, json_text(v)) : -1;
	return !v || *ret_value >= 0;
}

/* Goes behind `text` if it comes next. */
static bool take(struct str *s, struct str text)
{
	if (!str_starts(*s, text))
		return false;
	*s = str_slice(*s, text.n, s->n);
	return true;
}

/* Goes behind a text of plain characters and its closing quote. */
static bool take_text(struct str *s, struct str *ret)
{
	size_t i = 0;

	while (i < s->n && s->p[i] != '"' && s->p[i] != '\\' && (unsigned char)s->p[i] >= ' ')
		i++;
	if (i == s->n || s->p[i] != '"')
		return false;
	*ret = str_slice(*s, 0, i);
	*s = str_slice(*s, i + 1, s->n);
	return true;
}

static bool take_name(struct str *s, struct str before, const struct names *names, int *ret)
{
	struct str name;

	*ret = -1;
	if (!take(s, before))
		return true;
	if (!take_text(s, &name))
		return false;
	*ret = names_find(names, name);
	return *ret >= 0;
}

/* Exactly what match_format writes of a customer without tags, which nearly all are: a replay
 * reads millions of them.  False: whatever it is, JSON will tell. */
static bool match_take(struct str s, struct match *m, int64_t *policy_id)
{
	struct str id;

	*m = (struct match){.tags = STR("")};
	*policy_id = 0;
	if (!take(&s, STR("{\"policy\":null")) &&
	    (!take(&s, STR("{\"policy\":\"")) || !take_text(&s, &id) ||
	     str_to_int(id, policy_id)))
		return false;
	if (!take_name(&s, STR(",\"tier\":\""), &tier_names, &m->tier) ||
	    !take_name(&s, STR(",\"stage\":\""), &stage_names, &m->stage) ||
	    !take_name(&s, STR(",\"type\":\""), &ticket_type_names, &m->type) ||
	    !take_name(&s, STR(",\"urgency\":\""), &urgency_names, &m->urgency) ||
	    !take_name(&s, STR(",\"channel\":\""), &channel_names, &m->channel))
		return false;
	m->strategic = take(&s, STR(",\"strategic\":true"));
	return (m->strategic || take(&s, STR(",\"strategic\":false"))) &&
	       str_is(s, ",\"tags\":[]}");
}

/* Any document of that kind. */
static enum err match_read(struct arena *a, struct str data, struct match *ret_match,
			   int64_t *ret_policy_id)
{
	struct fail f = {.arena = a};
	struct match m = {.tags = STR("")};
	int64_t policy = 0;
	json_t *doc, *tag;
	size_t i;

	if (json_read(a, data, &f, &doc))
		return ERR_BUG;
	if (!get_name(doc, "tier", &tier_names, &m.tier) ||
	    !get_name(doc, "stage", &stage_names, &m.stage) ||
	    !get_name(doc, "type", &ticket_type_names, &m.type) ||
	    !get_name(doc, "urgency", &urgency_names, &m.urgency) ||
	    !get_name(doc, "channel", &channel_names, &m.channel))
		return ERR_BUG;
	struct str id = json_get_text(doc, "policy");
	if (id.n && str_to_int(id, &policy))
		return ERR_BUG;
	m.strategic = json_is_true(json_object_get(doc, "strategic"));
	json_array_foreach (json_object_get(doc, "tags"), i, tag)
		m.tags = str_fmt(a, "%.*s%s%.*s", STR_ARG(m.tags), i ? "\n" : "",
				 STR_ARG(json_text(tag)));
	*ret_match = m;
	*ret_policy_id = policy;
	return OK;
}

/* Apart, since a replay reads millions that need no room for errors: clearing it costs more. */
enum err match_parse(struct arena *a, struct str data, struct match *ret_match,
		     int64_t *ret_policy_id)
{
	if (match_take(data, ret_match, ret_policy_id))
		return OK;
	return match_read(a, data, ret_match, ret_policy_id);
}

static struct str department_read(struct arena *a, struct str data)
{
	struct fail f = {.arena = a};
	json_t *doc;

	return json_read(a, data, &f, &doc) ? STR("") : json_get_text(doc, "department");
}

int64_t department_parse(struct arena *a, struct str data)
{
	struct str rest = data, id;
	int64_t department;

	if (!take(&rest, STR("{\"department\":\"")) || !take_text(&rest, &id) ||
	    !str_is(rest, "}"))
		id = department_read(a, data);
	return str_to_int(id, &department) ? 0 : department;
}

struct target terms_target(const struct terms *t)
{
	struct target g = {.kind = TARGET_NONE};

	if (!t->limit || !t->calendar)
		return g;
	g.cal = t->limit->kind == LIMIT_CLOCK ? workcal_always() : t->calendar->cal;
	switch (t->limit->kind) {
	case LIMIT_CLOCK:
	case LIMIT_OPEN:
		g.kind = TARGET_WORK;
		g.work = (struct work){t->limit->amount * US_PER_S};
		break;
	case LIMIT_DAYS:
		g.kind = TARGET_DAYS;
		g.days = (int32_t)t->limit->amount;
		g.mode = t->limit->same_time ? DAYS_SAME_TIME : DAYS_END_OF_DAY;
		break;
	default:
		break;
	}
	return g;
}

/* The instant of one notice of a run that is due at `due`. */
static enum err notice_at(const struct terms *t, const struct notice_rule *n,
			  const struct target *target, const struct target_run *run,
			  struct instant due, struct instant *ret_at)
{
	struct target on = *target;
	struct target_step step = {.kind = TARGET_STEP_WORK, .work = {n->offset_s * US_PER_S}};
	bool counts_open = t->limit->kind == LIMIT_OPEN || t->limit->kind == LIMIT_DAYS;

	if (n->percent) {
		step = (struct target_step){.kind = TARGET_STEP_PERCENT, .percent = n->percent};
	} else if (n->offset_wd) {
		int32_t days = (int32_t)(n->offset_wd < 0 ? -n->offset_wd : n->offset_wd);
		step = (struct target_step){.kind = TARGET_STEP_DAYS,
					    .days = {days, n->offset_wd < 0, DAYS_SAME_TIME}};
		on.cal = t->calendar->cal;
	} else {
		on.cal = n->open || counts_open ? t->calendar->cal : workcal_always();
	}
	enum err e = target_step_at(&on, run, due, &step, ret_at);
	/* At the very second of due nothing is late yet: breach and ladder begin one later. */
	if (!e && n->kind != STEP_WARNING && instant_cmp(*ret_at, due) <= 0)
		*ret_at = instant_add(due, span_of_s(1));
	return e;
}

enum err steps_of_run(struct arena *a, const struct terms *t, const struct target *target,
		      const struct target_run *run, struct instant due, struct obligation *o)
{
	struct instant met_at = o->deadline.met_at;
	bool in_time = instant_is_set(met_at) && instant_cmp(met_at, due) <= 0;

	o->steps = ARENA_ARRAY(a, t->rule->n_notices, struct step);
	o->n_steps = 0;
	for (size_t i = 0; i < t->rule->n_notices; i++) {
		const struct notice_rule *n = &t->rule->notices[i];
		struct step *s = &o->steps[o->n_steps];
		if (in_time && n->kind != STEP_WARNING)
			continue;
		*s = (struct step){.no = (int)i,
				   .kind = n->kind,
				   .to = n->to,
				   .urgent = n->urgent,
				   .done_at = INSTANT_NONE};
		enum err e = notice_at(t, n, target, run, due, &s->at);
		if (e)
			return e;
		o->n_steps++;
	}
	return OK;
}

enum err obligation_steps(struct arena *a, struct obligation *o)
{
	const struct terms *t = &o->terms;

	if (!t->rule || !t->calendar || !instant_is_set(o->deadline.due_at))
		return OK;
	struct target_run run = {.start = o->deadline.start_at,
				 .pauses = o->pauses,
				 .n_pauses = o->n_pauses,
				 .edge = t->policy->far_edge ? EDGE_FAR : EDGE_NEAR};
	return steps_of_run(a, t, &o->target, &run, o->deadline.due_at, o);
}

/* What each deadline begins as; made once a thread, since a replay makes millions. */
static const struct deadline *blank(void)
{
	static _Thread_local struct deadline d;

	if (!d.cycle) {
		fields_clear(&deadline_fields, &d);
		d.cycle = 1;
	}
	return &d;
}

struct obligation *obligation_add(struct arena *a, struct obligations *out)
{
	struct obligation *o = ARENA_PUSH(a, out->v, out->n, out->cap);
	o->deadline = *blank();
	o->nominal = o->day = DATE_NONE;
	return o;
}

void obligation_terms(struct obligation *o, const struct terms *t)
{
	o->terms = *t;
	o->deadline.kind = (int)t->kind;
	o->deadline.policy_id = t->policy->id;
	o->deadline.rule = t->rule->id;
	o->deadline.target = t->limit->text;
}

void obligation_judge(struct deadline *d, struct instant end, struct instant now)
{
	bool ended = instant_is_set(end);
	struct instant until = ended ? end : now;

	d->met_at = end;
	d->open = !ended;
	d->state = ended ? DS_MET : DS_RUNNING;
	if (instant_is_set(d->due_at) && instant_cmp(until, d->due_at) > 0) {
		d->state = DS_MISSED;
		d->missed_at = d->due_at;
	}
}

enum err obligation_single(struct arena *a, const struct terms *t, struct instant start,
			   struct instant end, struct instant now, struct obligations *out,
			   struct obligation **ret_obligation)
{
	struct target target = terms_target(t);
	struct target_run run = {.start = start};
	struct instant due;

	*ret_obligation = NULL;
	if (target.kind == TARGET_NONE)
		return OK;
	enum err e = target_due(&target, &run, &due);
	if (e)
		return e;
	struct obligation *o = obligation_add(a, out);
	obligation_terms(o, t);
	o->target = target;
	o->deadline.start_at = start;
	o->deadline.due_at = due;
	o->deadline.provisional = workcal_is_provisional(target.cal, due);
	obligation_judge(&o->deadline, end, now);
	if (o->deadline.open)
		e = steps_of_run(a, t, &target, &run, due, o);
	*ret_obligation = o;
	return e;
}
