#include "service/webhook_outbox.h"

#include "service/webhook_mentions.h"
#include "service/webhooks.h"

/* Seconds until an attempt is repeated, by attempt: the schedule of Standard Webhooks. */
static const int64_t wait_s[WEBHOOK_TRIES] = {5,     300,   1800,  7200,  18000,
					      36000, 50400, 72000, 86400, 86400};

/* ---- words ---- */

static enum lang lang_of(const struct ctx *cx)
{
	int lang = names_find(&lang_names, cx->world->company.locale);

	return lang < 0 ? LANG_ZH_CN : (enum lang)lang;
}

/* Feishu reads tags in plain text, <at user_id="all">; names of customers must not be any. */
static struct str plain(struct arena *a, struct str s)
{
	struct str out = STR("");

	for (size_t i = 0, from = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '<' && s.p[i] != '>')
			continue;
		out = str_fmt(a, "%.*s%.*s%s", STR_ARG(out), (int)(i - from), s.p + from,
			      i == s.n	      ? ""
			      : s.p[i] == '<' ? "＜"
					      : "＞");
		from = i + 1;
	}
	return out;
}

static struct str local_time(struct ctx *cx, struct str utc)
{
	struct instant t;

	return instant_parse(utc, &t) ? utc : world_local_time(cx->world, cx->arena, t);
}

/* One line on one notice. */
static enum err word(struct ctx *cx, const struct notice *n, struct str *ret_line)
{
	enum lang lang = lang_of(cx);
	struct arena *a = cx->arena;
	json_t *doc;

	if (json_read(a, n->args, cx->fail, &doc))
		return ERR_BUG;
	struct str ticket = json_get_text(doc, "ticket"), owner = json_get_text(doc, "owner");
	struct str kind = str_fmt(a, "deadline.%.*s", STR_ARG(json_get_text(doc, "deadline")));
	struct message_arg args[] = {
		{"customer", plain(a, json_get_text(doc, "customer"))},
		{"customer_number", plain(a, json_get_text(doc, "customer_number"))},
		{"deadline", message_format(a, lang, kind.p, NULL, 0)},
		{"due", local_time(cx, json_get_text(doc, "due_at"))},
		{"owner", plain(a, owner)},
		{"company", plain(a, cx->world->company.name)},
		{"ticket", plain(a, ticket)},
		{"about", STR("")},
		{"late", n->late ? str_of(message_get(lang, "webhook.late")) : STR("")},
	};
	enum { N = sizeof args / sizeof *args, OWNER = 4, ABOUT = 7 };
	if (ticket.n)
		args[ABOUT].value = message_format(a, lang, "webhook.about", args, N);
	if (!owner.n)
		args[OWNER].value = str_of(message_get(lang, "webhook.nobody"));
	struct str key = str_fmt(a, "webhook.%.*s", STR_ARG(n->kind));
	*ret_line = message_format(a, lang, key.p, args, N);
	return OK;
}

static struct str counted(struct ctx *cx, const char *key, size_t n)
{
	const struct message_arg arg = {"n", str_fmt(cx->arena, "%zu", n)};

	return message_format(cx->arena, lang_of(cx), key, &arg, 1);
}

/* All notices as one text: as many lines as there is room for, and how many are left. */
static enum err word_all(struct ctx *cx, const struct notice *v, size_t n, size_t max,
			 struct str *ret_text)
{
	struct str link = cx->world->company.base_url, line;
	struct str text = n > 1 ? counted(cx, "webhook.digest", n) : STR("");
	size_t spare = link.n + counted(cx, "webhook.more", n).n + 2, i = 0;

	for (; i < n; i++) {
		enum err e = word(cx, &v[i], &line);
		if (e)
			return e;
		if (i && text.n + line.n + 1 + spare > max)
			break;
		text = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(text), text.n ? "\n" : "",
			       STR_ARG(line));
	}
	if (i < n)
		text = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(text),
			       STR_ARG(counted(cx, "webhook.more", n - i)));
	if (link.n)
		text = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(link));
	*ret_text = text;
	return OK;
}

/* The text of a robot, and whom it calls, whose names end it. */
static enum err word_robot(struct ctx *cx, const struct webhook *w, const struct notice *v,
			   size_t n, struct webhook_message *m)
{
	enum webhook_kind kind = (enum webhook_kind)w->kind;
	struct webhook_mention *people;

	enum err e = webhook_mentions(cx, w, v, n, &people, &m->n_mentions);
	if (e)
		return e;
	for (size_t i = 0; i < m->n_mentions; i++)
		people[i].name = plain(cx->arena, people[i].name);
	m->mentions = people;
	struct str line = webhook_mention_line(cx->arena, kind, people, m->n_mentions);
	e = word_all(cx, v, n, webhook_text_max(kind) - line.n - 1, &m->text);
	if (!e && line.n)
		m->text = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(m->text), STR_ARG(line));
	return e;
}

/* What Standard Webhooks carry: the notice's own texts, and what they are about. */
static struct str event_data(struct ctx *cx, const struct notice *n, json_t *doc)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};
	const char *key;
	json_t *value;

	jw_obj(&w);
	jw_kid(&w, "notification_id", n->id);
	jw_kid(&w, "deadline_id", n->deadline_id);
	jw_kid(&w, "customer_id", n->customer_id);
	jw_kid(&w, "ticket_id", n->ticket_id);
	json_object_foreach (doc, key, value) {
		jw_key(&w, key);
		jw_json(&w, value);
	}
	jw_kbool(&w, "late", n->late);
	jw_kstr(&w, "link", cx->world->company.base_url);
	jw_end_obj(&w);
	return buf_keep(&b, cx->arena);
}

static enum err word_event(struct ctx *cx, const struct notice *n, struct webhook_message *m)
{
	json_t *doc;

	if (json_read(cx->arena, n->args, cx->fail, &doc))
		return ERR_BUG;
	m->type = str_fmt(cx->arena, "%s.%.*s", n->deadline_id ? "deadline" : "webhook",
			  STR_ARG(n->kind));
	m->data = event_data(cx, n, doc);
	return OK;
}

/* ---- marking ---- */

static enum err mark_taken(struct ctx *cx, const struct webhook_post *p)
{
	const struct value taken[] = {VAL_INT(p->webhook_id), VAL_TIME(cx->now)};
	enum err e = tx_exec(cx->tx, Q_WEBHOOK_SUCCEEDED, taken, 2, NULL);

	for (size_t i = 0; !e && i < p->n; i++) {
		const struct value v[] = {VAL_INT(p->v[i].notice_id), VAL_TIME(cx->now),
					  VAL_INT(p->v[i].fence)};
		e = tx_exec(cx->tx, Q_WEBHOOK_NOTICE_SENT, v, 3, NULL);
	}
	return e;
}

/* How long until the message is tried again, and until the peer is asked for anything. */
static int64_t wait_of(const struct webhook_post *p, int64_t *ret_pause_s)
{
	int64_t try = p->attempt < WEBHOOK_TRIES ? p->attempt : WEBHOOK_TRIES;
	int64_t wait = wait_s[try - 1];

	if (p->verdict == WEBHOOK_BUSY && wait < WEBHOOK_MUTED_S)
		wait = WEBHOOK_MUTED_S;
	*ret_pause_s =
		p->verdict != WEBHOOK_BUSY && wait > WEBHOOK_PAUSE_S ? WEBHOOK_PAUSE_S : wait;
	if (*ret_pause_s > WEBHOOK_MUTED_S)
		*ret_pause_s = WEBHOOK_MUTED_S;
	return wait;
}

static enum err mark_refused(struct ctx *cx, const struct webhook_post *p)
{
	bool over = p->test || p->verdict == WEBHOOK_GONE || p->attempt >= WEBHOOK_TRIES;
	int64_t pause_s, wait = wait_of(p, &pause_s);
	const struct value failed[] = {VAL_INT(p->webhook_id), VAL_TIME(cx->now),
				       VAL_STR(p->error),
				       VAL_TIME(instant_add(cx->now, span_of_s(pause_s)))};
	enum err e = OK;

	for (size_t i = 0; !e && i < p->n; i++) {
		const struct value v[] = {
			VAL_INT(p->v[i].notice_id),
			VAL_STR(over ? STR("failed") : STR("queued")),
			VAL_TIME(instant_add(cx->now, span_of_s(over ? 0 : wait))),
			VAL_TIME(cx->now),
			VAL_STR(p->error),
			VAL_INT(p->v[i].fence),
		};
		e = tx_exec(cx->tx, Q_WEBHOOK_NOTICE_REFUSED, v, 6, NULL);
	}
	if (!e && p->verdict == WEBHOOK_GONE)
		e = webhook_turn_off(cx, p->webhook_id);
	return e ? e : tx_exec(cx->tx, Q_WEBHOOK_FAILED, failed, 4, NULL);
}

/* ---- claiming ---- */

static enum err find_due(struct ctx *cx, int64_t *ret_notice, int64_t *ret_webhook)
{
	const struct value now = VAL_TIME(cx->now);
	struct rows *rows = NULL;
	bool more = false;

	*ret_notice = *ret_webhook = 0;
	enum err e = tx_query(cx->tx, Q_WEBHOOK_NOTICE_DUE, &now, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		*ret_notice = rows_int(rows, 0);
		*ret_webhook = rows_int(rows, 1);
	}
	rows_done(rows);
	return e;
}

enum err webhook_is_due(struct ctx *cx, void *ret_due)
{
	int64_t notice, webhook;

	enum err e = find_due(cx, &notice, &webhook);
	*(bool *)ret_due = !e && notice;
	return e;
}

static enum err read_notices(struct ctx *cx, enum query q, const struct value *params,
			     size_t n_params, struct notice *v, size_t *ret_n)
{
	struct rows *rows = NULL;
	size_t n = 0;
	bool more = false;

	enum err e = tx_query(cx->tx, q, params, n_params, &rows);
	if (!e)
		e = rows_next(rows, &more);
	while (!e && more && n < WEBHOOK_BATCH) {
		e = row_read(rows, cx->arena, &notice_fields, &v[n++]);
		if (!e)
			e = rows_next(rows, &more);
	}
	rows_done(rows);
	*ret_n = n;
	return e;
}

/* The notices that go with the first one: those that did before, or, of a robot, all that
 * wait. */
static enum err gather(struct ctx *cx, const struct webhook *w, const struct notice *first,
		       struct notice *v, size_t *ret_n)
{
	const struct value message = VAL_INT(first->message_id);
	const struct value waiting[] = {VAL_INT(w->id), VAL_TIME(cx->now),
					VAL_INT(WEBHOOK_BATCH)};

	/* Each of them holds the first one at least. */
	if (first->message_id)
		return read_notices(cx, Q_WEBHOOK_MESSAGE_NOTICES, &message, 1, v, ret_n);
	if (w->kind != WEBHOOK_STANDARD && !str_is(first->kind, "test"))
		return read_notices(cx, Q_WEBHOOK_NEW_NOTICES, waiting, 3, v, ret_n);
	v[0] = *first;
	*ret_n = 1;
	return OK;
}

static enum err lease(struct ctx *cx, const struct notice *n, int64_t message_id,
		      struct webhook_post *p)
{
	const struct value v[] = {VAL_INT(n->id), VAL_INT(message_id),
				  VAL_TIME(instant_add(cx->now, span_of_s(WEBHOOK_LEASE_S)))};
	int64_t fence = n->fence == INT_NONE ? 1 : n->fence + 1;

	p->v[p->n++] = (struct webhook_part){n->id, fence};
	if (n->attempts + 1 > p->attempt)
		p->attempt = n->attempts + 1;
	return tx_exec(cx->tx, Q_WEBHOOK_NOTICE_LEASE, v, 3, NULL);
}

static enum err make_request(struct ctx *cx, const struct webhook *w, const struct notice *v,
			     size_t n, struct webhook_post *p)
{
	struct webhook_message m = {.at = v[0].created_at, .data = STR("{}"), .text = STR("")};

	m.id = v[0].message_id ? v[0].message_id : v[0].id;
	enum err e = OK;
	for (size_t i = 0; !e && i < n; i++)
		e = lease(cx, &v[i], m.id, p);
	if (!e)
		e = w->kind == WEBHOOK_STANDARD ? word_event(cx, &v[0], &m)
						: word_robot(cx, w, v, n, &m);
	if (!e)
		e = webhook_request_make(cx->arena, w, &m, cx->now, &p->request);
	if (e != ERR_BUG)
		return e;
	/* It would hold up all that come after it. */
	p->attempt = WEBHOOK_TRIES;
	p->error = STR("the message cannot be made");
	e = mark_refused(cx, p);
	p->webhook_id = 0;
	return e;
}

/* Still to be sent, now that the turn is ours. */
static bool is_open(const struct ctx *cx, const struct notice *n)
{
	return n->state == NOTICE_QUEUED && instant_cmp(n->send_at, cx->now) <= 0 &&
	       (!instant_is_set(n->leased_until) || instant_cmp(n->leased_until, cx->now) < 0);
}

enum err webhook_claim(struct ctx *cx, void *arg)
{
	struct notice *v = ARENA_ARRAY(cx->arena, WEBHOOK_BATCH, struct notice);
	struct webhook_post *p = arg;
	struct notice first;
	struct webhook w;
	int64_t id, changed = 0;
	size_t n = 0;

	*p = (struct webhook_post){.error = STR("")};
	enum err e = find_due(cx, &id, &p->webhook_id);
	const struct value turn[] = {
		VAL_INT(p->webhook_id),
		VAL_TIME(instant_add(cx->now, span_of_s(WEBHOOK_PACE_S))),
		VAL_TIME(cx->now),
	};
	if (!e && id)
		e = tx_exec(cx->tx, Q_WEBHOOK_TAKE_TURN, turn, 3, &changed);
	if (!e && changed)
		e = row_load(cx->tx, cx->arena, &notice_fields, EYES_SYSTEM, id, &first);
	if (e || !changed || !is_open(cx, &first)) {
		p->webhook_id = 0;
		return e == ERR_NOT_FOUND ? OK : e;
	}
	e = row_load(cx->tx, cx->arena, &webhook_fields, EYES_SYSTEM, p->webhook_id, &w);
	if (!e)
		e = gather(cx, &w, &first, v, &n);
	p->kind = (enum webhook_kind)w.kind;
	p->test = str_is(first.kind, "test");
	return e ? e : make_request(cx, &w, v, n, p);
}

enum err webhook_mark(struct ctx *cx, void *arg)
{
	const struct webhook_post *p = arg;

	return p->verdict == WEBHOOK_TAKEN ? mark_taken(cx, p) : mark_refused(cx, p);
}
