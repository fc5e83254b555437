#include "service/audit_seal.h"

#include "service/audit.h"
#include "service/audit_rekey.h"
#include "sys/file.h"
#include "sys/log.h"

enum { SEAL_ROWS = 500, PRUNE_ROWS = 5000 };

static enum err setting_load(struct ctx *cx, struct str name, struct str *ret_text)
{
	struct value v = VAL_STR(name);
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_SETTING_GET, &v, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e)
		*ret_text = more ? str_dup(cx->arena, rows_text(rows, 0)) : STR("");
	rows_done(rows);
	return e;
}

static enum err setting_save(struct ctx *cx, struct str name, struct str text)
{
	const struct value v[] = {VAL_STR(name), VAL_STR(text)};

	return tx_exec(cx->tx, Q_SETTING_PUT, v, 2, NULL);
}

static enum err last_sealed(struct ctx *cx, struct audit_head *ret_head)
{
	struct rows *rows = NULL;
	bool more = false;

	*ret_head = (struct audit_head){0, STR("")};
	enum err e = tx_query(cx->tx, Q_AUDIT_LAST, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more)
		*ret_head = (struct audit_head){rows_int(rows, 0),
						str_dup(cx->arena, rows_text(rows, 1))};
	rows_done(rows);
	return e;
}

enum err audit_head_load(struct ctx *cx, struct audit_head *ret_head, bool *ret_kept)
{
	struct str text;

	enum err e = setting_load(cx, STR("audit_head"), &text);
	if (e)
		return e;
	*ret_kept = text.n && !audit_head_parse(&cx->home->audit->key, text, ret_head);
	return *ret_kept ? OK : last_sealed(cx, ret_head);
}

/* The next rows that wait, in the order of their ids. */
static enum err load_waiting(struct ctx *cx, int64_t after, size_t max,
			     struct audit_entry *rows_out, size_t *ret_n)
{
	const struct value v[] = {VAL_INT(after), VAL_INT((int64_t)max)};
	struct rows *rows = NULL;
	bool more = false;

	*ret_n = 0;
	enum err e = tx_query(cx->tx, Q_AUDIT_WAITING, v, 2, &rows);
	while (!e && !(e = rows_next(rows, &more)) && more)
		e = row_read(rows, cx->arena, &audit_fields, &rows_out[(*ret_n)++]);
	rows_done(rows);
	return e;
}

/* Signs the rows from before there were signatures. */
static enum err adopt(struct ctx *cx)
{
	const struct audit_key *key = &cx->home->audit->key;
	struct audit_entry *v = ARENA_ARRAY(cx->arena, SEAL_ROWS, struct audit_entry);
	int64_t after = 0;
	size_t n = SEAL_ROWS;
	enum err e = OK;

	while (!e && n == SEAL_ROWS) {
		e = load_waiting(cx, after, SEAL_ROWS, v, &n);
		for (size_t i = 0; !e && i < n; i++) {
			struct audit_mac mac = audit_mac_row(key, &v[i]);
			const struct value set[] = {VAL_INT(v[i].id), VAL_STR(str_of(mac.hex))};
			after = v[i].id;
			e = tx_exec(cx->tx, Q_AUDIT_ADOPT, set, 2, NULL);
		}
	}
	return e;
}

enum err audit_started(struct ctx *cx, void *ret_started)
{
	struct str text;

	enum err e = setting_load(cx, STR("audit_head"), &text);
	if (!e)
		*(bool *)ret_started = text.n > 0;
	return e;
}

enum err audit_begin(struct ctx *cx, void *new_key)
{
	struct audit_head head;
	struct str text;

	enum err e = setting_load(cx, STR("audit_head"), &text);
	if (e)
		return e;
	if (text.n == 0)
		return *(const bool *)new_key ? adopt(cx) : OK;
	if (audit_head_parse(&cx->home->audit->key, text, &head))
		return fail_at(cx->fail, ERR_CONFLICT, "audit-key", "audit_key_wrong");
	return OK;
}

/* Gives one row its number and seal; one without a good signature is passed by. */
static enum err seal_row(struct ctx *cx, const struct audit_entry *entry,
			 struct audit_head *head, struct sealing *s)
{
	const struct audit_key *key = &cx->home->audit->key;
	struct audit_mac mac = audit_mac_row(key, entry);
	int64_t n = 0;

	if (!audit_mac_is(&mac, entry->mac)) {
		s->refused++;
		return OK;
	}
	mac = audit_mac_seal(key, head->sequence + 1, head->seal, entry->mac);
	const struct audit_head next = {head->sequence + 1,
					str_dup(cx->arena, str_of(mac.hex))};
	const struct value v[] = {VAL_INT(entry->id), VAL_INT(next.sequence),
				  VAL_STR(next.seal)};
	enum err e = tx_exec(cx->tx, Q_AUDIT_SEAL, v, 3, &n);
	if (!e && n != 1)
		e = tx_raced(cx->tx);
	if (!e) {
		*head = next;
		s->sealed++;
	}
	return e;
}

enum err audit_lock(struct ctx *cx)
{
	struct rows *rows = NULL;

	enum err e = tx_query(cx->tx, Q_AUDIT_LOCK, NULL, 0, &rows);
	rows_done(rows);
	return e;
}

enum err audit_seal(struct ctx *cx, void *sealing)
{
	struct audit_entry *v = ARENA_ARRAY(cx->arena, SEAL_ROWS, struct audit_entry);
	struct sealing s = {0};
	struct audit_head head;
	int64_t after = 0;
	size_t n = 0;
	bool kept;

	enum err e = audit_lock(cx);
	if (!e)
		e = audit_key_check(cx); /* with an old key nothing is to be sealed */
	if (!e)
		e = audit_head_load(cx, &head, &kept);
	/* Rows that are passed by must not keep the others from being sealed. */
	do {
		if (!e)
			e = load_waiting(cx, after, SEAL_ROWS, v, &n);
		for (size_t i = 0; !e && i < n; i++) {
			after = v[i].id;
			e = seal_row(cx, &v[i], &head, &s);
		}
	} while (!e && n == SEAL_ROWS && s.sealed == 0);
	if (!e && s.sealed)
		e = setting_save(cx, STR("audit_head"),
				 audit_head_format(cx->arena, &cx->home->audit->key, &head));
	s.more = s.sealed && n == SEAL_ROWS;
	if (!e)
		*(struct sealing *)sealing = s;
	return e;
}

static struct str note_name(struct ctx *cx)
{
	return str_fmt(cx->arena, "audit_anchor.%lld", (long long)cx->home->audit->node);
}

enum err audit_anchor_noted(struct ctx *cx, struct audit_anchor *ret_anchor)
{
	struct str text;

	*ret_anchor = (struct audit_anchor){.mac = STR("-"), .head.seal = STR("")};
	enum err e = setting_load(cx, note_name(cx), &text);
	/* An older key's when no minute has passed since.  One that was tampered with counts as
	 * none: the file begins anew, which audit verify reports. */
	const struct audit_log *log = cx->home->audit;
	for (size_t i = log->current + 1; !e && text.n && i-- > 0;)
		if (!audit_anchor_parse(&log->keys.v[i], text, ret_anchor))
			break;
	return e;
}

struct anchoring {
	struct audit_anchor last;
	struct audit_head head;
	struct str line;
};

static enum err anchor_load(struct ctx *cx, void *arg)
{
	struct anchoring *a = arg;
	bool kept;

	enum err e = audit_key_check(cx);
	if (!e)
		e = audit_head_load(cx, &a->head, &kept);
	return e ? e : audit_anchor_noted(cx, &a->last);
}

static enum err anchor_note(struct ctx *cx, void *arg)
{
	const struct anchoring *a = arg;

	return setting_save(cx, note_name(cx), str_slice(a->line, 0, a->line.n - 1));
}

enum err audit_anchor(const struct ctx *cx)
{
	const struct audit_log *log = cx->home->audit;
	struct anchoring a;

	enum err e = log->anchors.n ? ctx_run(cx, TX_READ, anchor_load, &a) : ERR_UNSUPPORTED;
	if (e || a.head.sequence == a.last.head.sequence)
		return e == ERR_UNSUPPORTED ? OK : e;
	struct audit_anchor next = {.number = a.last.number + 1,
				    .at = cx->now,
				    .head = a.head,
				    .previous = a.last.mac};
	a.line = audit_anchor_format(cx->arena, &log->key, &next);
	e = file_append(str_dup(cx->arena, log->anchors).p, a.line);
	if (e)
		return e;
	/* Whoever ships the log away has a second place for the anchors. */
	log_event(LEVEL_INFO, "audit.anchor",
		  LOG_STR("line", str_slice(a.line, 0, a.line.n - 1)));
	return ctx_run(cx, TX_WRITE, anchor_note, &a);
}

enum err audit_checkpoint_load(struct ctx *cx, struct audit_head *ret_last, bool *ret_good,
			       size_t *ret_key)
{
	const struct audit_log *log = cx->home->audit;
	struct rows *rows = NULL;
	bool more = false;

	*ret_last = (struct audit_head){0, STR("")};
	*ret_good = true;
	enum err e = tx_query(cx->tx, Q_AUDIT_CHECKPOINT_LAST, NULL, 0, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		struct instant at = {rows_int(rows, 2)};
		ret_last->sequence = rows_int(rows, 0);
		ret_last->seal = str_dup(cx->arena, rows_text(rows, 1));
		size_t i = log->current + 1;
		*ret_good = false;
		while (!*ret_good && i-- > 0) {
			struct audit_mac mac =
				audit_mac_checkpoint(&log->keys.v[i], ret_last, at);
			*ret_good = audit_mac_is(&mac, rows_text(rows, 3));
		}
		if (ret_key && *ret_good)
			*ret_key = i;
	}
	rows_done(rows);
	return e;
}

/* The end of what may go: *ret_last has sequence 0 when nothing may. */
static enum err find_prefix(struct ctx *cx, struct audit_head *ret_last)
{
	int64_t days = cx->home->audit->days;
	const struct value v[] = {VAL_TIME(instant_add(cx->now, span_of_s(-days * S_PER_DAY))),
				  VAL_INT(PRUNE_ROWS)};
	struct rows *rows = NULL;
	bool more = false;

	*ret_last = (struct audit_head){0, STR("")};
	enum err e = tx_query(cx->tx, Q_AUDIT_PREFIX, v, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more)
		*ret_last = (struct audit_head){rows_int(rows, 0),
						str_dup(cx->arena, rows_text(rows, 1))};
	rows_done(rows);
	return e;
}

enum err audit_prune(struct ctx *cx, void *ret_removed)
{
	const struct audit_log *log = cx->home->audit;
	struct audit_head last;
	int64_t removed = 0;

	enum err e = log->days ? audit_lock(cx) : ERR_UNSUPPORTED;
	if (!e)
		e = find_prefix(cx, &last);
	if (!e && last.sequence) {
		struct audit_mac mac = audit_mac_checkpoint(&log->key, &last, cx->now);
		const struct value v[] = {VAL_INT(last.sequence), VAL_STR(last.seal),
					  VAL_TIME(cx->now), VAL_STR(str_of(mac.hex))};
		e = tx_exec(cx->tx, Q_AUDIT_CHECKPOINT_ADD, v, 4, NULL);
		if (!e)
			e = tx_exec(cx->tx, Q_AUDIT_REMOVE, v, 1, &removed);
		if (!e)
			e = audit(cx, "prune", "audit_entry", 0,
				  str_fmt(cx->arena, "{\"sequence\":[%lld,null]}",
					  (long long)last.sequence));
	}
	if (!e)
		*(int64_t *)ret_removed = removed;
	return e == ERR_UNSUPPORTED ? OK : e;
}
