#include "service/outbox.h"

#include "domain/customer.h"
#include "domain/notice.h"
#include "domain/user.h"
#include "service/account_links.h"
#include "service/templates.h"

/* Minutes until an attempt is repeated, by attempt. */
static const int64_t wait_m[OUTBOX_TRIES] = {1, 5, 15, 30, 60, 120, 240, 480, 720, 1440};

static struct str local_time(struct ctx *cx, struct str utc)
{
	struct instant t;

	if (instant_parse(utc, &t))
		return utc;
	return world_local_time(cx->world, cx->arena, t);
}

static enum lang lang_of(const struct ctx *cx, const struct user *u)
{
	struct str name = u->locale == LOCALE_AUTO
				  ? cx->world->company.locale
				  : str_of(names_get(&locale_names, (int)u->locale));
	int lang = names_find(&lang_names, name);
	return lang < 0 ? LANG_ZH_CN : (enum lang)lang;
}

static enum err word(struct ctx *cx, const struct notice *n, const struct user *u,
		     struct outbox_mail *m)
{
	enum lang lang = lang_of(cx, u);
	struct arena *a = cx->arena;
	struct wording text;
	json_t *doc;

	enum err e = json_read(a, n->args, cx->fail, &doc);
	if (e)
		return ERR_BUG;
	struct str ticket = json_get_text(doc, "ticket"), title = json_get_text(doc, "title");
	struct str kind = str_fmt(a, "deadline.%.*s", STR_ARG(json_get_text(doc, "deadline")));
	struct message_arg args[] = {
		{"name", u->name},
		{"customer", json_get_text(doc, "customer")},
		{"customer_number", json_get_text(doc, "customer_number")},
		{"ticket", ticket},
		{"title", title},
		{"deadline", message_format(a, lang, kind.p, NULL, 0)},
		{"due", local_time(cx, json_get_text(doc, "due_at"))},
		{"link", cx->world->company.base_url},
		{"text", json_get_text(doc, "text")},
		{"from", json_get_text(doc, "from")},
		{"about", STR("")},
	};
	enum { N = sizeof args / sizeof *args };
	if (ticket.n)
		args[N - 1].value = message_format(a, lang, "mail.about", args, N - 1);
	if (n->late)
		args[N - 1].value = str_fmt(a, "%.*s\n%s", STR_ARG(args[N - 1].value),
					    message_get(lang, "mail.late"));
	e = template_wording(cx, n->template, lang, &text);
	if (e)
		return e;
	m->subject = template_line(a, text.subject, args, N);
	m->body = message_fill(a, text.body, args, N);
	return OK;
}

/* A mail about the account itself; its link is made now and lies nowhere else. */
static enum err word_account(struct ctx *cx, enum account_mail kind, const struct user *u,
			     struct outbox_mail *m)
{
	enum lang lang = lang_of(cx, u);
	struct wording text;
	struct instant end;
	struct str url;

	enum err e = account_link(cx, u->id, kind, &url, &end);
	if (!e)
		e = template_wording(cx, str_of(names_get(&account_mail_names, (int)kind)),
				     lang, &text);
	if (e)
		return e;
	const struct message_arg args[] = {
		{"name", u->name},
		{"login", u->login},
		{"company", cx->world->company.name},
		{"until", world_local_time(cx->world, cx->arena, end)},
		{"link", url},
	};
	m->subject = template_line(cx->arena, text.subject, args, 5);
	m->body = message_fill(cx->arena, text.body, args, 5);
	return OK;
}

static enum err claim_one(struct ctx *cx, const struct notice *n, struct outbox *box)
{
	const struct value lease[] = {VAL_INT(n->id),
				      VAL_TIME(instant_add(cx->now, span_of_s(OUTBOX_LEASE_S))),
				      VAL_TIME(cx->now)};
	struct outbox_mail *m = &box->v[box->n];
	struct user u;
	int64_t changed;

	enum err e = tx_exec(cx->tx, Q_NOTICE_LEASE, lease, 3, &changed);
	if (e || !changed)
		return e;
	e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, n->user_id, &u);
	if (e)
		return e;
	*m = (struct outbox_mail){
		.notice_id = n->id,
		.attempt = n->attempts + 1,
		.from = str_dup(cx->arena, cx->world->company.mail_from),
		.to = u.email,
		.dedupe = str_fmt(cx->arena, "n%lld", (long long)n->id),
		.error = STR(""),
	};
	int account = names_find(&account_mail_names, n->kind);
	e = account < 0 ? word(cx, n, &u, m)
			: word_account(cx, (enum account_mail)account, &u, m);
	if (!e)
		box->n++;
	return e;
}

enum err outbox_claim(struct ctx *cx, void *arg)
{
	const struct value params[] = {VAL_TIME(cx->now), VAL_INT(OUTBOX_BATCH)};
	struct outbox *box = arg;
	struct notice *v = NULL;
	size_t n = 0, cap = 0;
	struct rows *rows;
	bool more;

	box->n = 0;
	if (!cx->world->company.mail_from.n)
		return OK; /* no sender: mail waits until the company has one */
	enum err e = tx_query(cx->tx, Q_NOTICES_DUE, params, 2, &rows);
	if (e)
		return e;
	for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more)) {
		e = row_read(rows, cx->arena, &notice_fields, ARENA_PUSH(cx->arena, v, n, cap));
		if (e)
			break;
	}
	for (size_t i = 0; !e && i < n; i++)
		e = claim_one(cx, &v[i], box);
	return e;
}

static enum err mark_one(struct ctx *cx, const struct outbox_mail *m)
{
	if (!m->error.n) {
		const struct value sent[] = {VAL_INT(m->notice_id), VAL_TIME(cx->now),
					     VAL_INT(m->attempt)};
		return tx_exec(cx->tx, Q_NOTICE_SENT, sent, 3, NULL);
	}
	int64_t try = m->attempt < OUTBOX_TRIES ? m->attempt : OUTBOX_TRIES;
	const struct value again[] = {
		VAL_INT(m->notice_id),
		VAL_TIME(instant_add(cx->now, span_of_s(wait_m[try - 1] * 60))),
		VAL_STR(m->error), VAL_INT(OUTBOX_TRIES), VAL_INT(m->attempt)};
	return tx_exec(cx->tx, Q_NOTICE_RETRY, again, 5, NULL);
}

enum err outbox_mark(struct ctx *cx, void *arg)
{
	const struct outbox *box = arg;
	enum err e = OK;

	for (size_t i = 0; !e && i < box->n; i++)
		e = mark_one(cx, &box->v[i]);
	return e;
}
