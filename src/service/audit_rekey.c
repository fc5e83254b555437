#include "service/audit_rekey.h"

#include "base/json.h"
#include "service/audit.h"
#include "service/audit_keys.h"
#include "service/audit_seal.h"

static const char action[] = "rekey", record[] = "audit_key";

enum err audit_choose_key(struct ctx *cx, void *arg)
{
	struct audit_log *log = arg;
	const struct value name = VAL_STR(STR("audit_head"));
	struct audit_head head;
	struct rows *rows = NULL;
	bool more = false;

	enum err e = tx_query(cx->tx, Q_SETTING_GET, &name, 1, &rows);
	if (!e)
		e = rows_next(rows, &more);
	log->current = log->keys.n - 1;
	if (!e && log->keys.pending &&
	    !(more && !audit_head_parse(&log->keys.v[log->current], rows_text(rows, 0), &head)))
		log->current--;
	log->key = log->keys.v[log->current];
	rows_done(rows);
	return e;
}

enum err audit_key_check(struct ctx *cx)
{
	int64_t changed;

	if (cx->key_checked)
		return OK;
	struct value id = VAL_STR(audit_key_id(cx->arena, &cx->home->audit->key));
	enum err e = tx_one_int(cx->tx, Q_AUDIT_KEY_CHANGED, &id, 1, &changed);
	cx->key_checked = !e && !changed;
	return !e && changed ? fail_at(cx->fail, ERR_CONFLICT, "audit-key", "audit_key_changed")
			     : e;
}

static enum err put(struct ctx *cx, struct str name, struct str text)
{
	const struct value v[] = {VAL_STR(name), VAL_STR(text)};

	return tx_exec(cx->tx, Q_SETTING_PUT, v, 2, NULL);
}

/* Seals all that waits. */
static enum err seal_all(struct ctx *cx)
{
	struct sealing s = {.more = true};
	int64_t waiting = 0;
	enum err e = OK;

	while (!e && s.more)
		e = audit_seal(cx, &s);
	if (!e)
		e = tx_one_int(cx->tx, Q_AUDIT_WAITING_COUNT, NULL, 0, &waiting);
	return !e && waiting ? fail_at(cx->fail, ERR_CONFLICT, NULL, "audit_unsealed") : e;
}

static enum err close_old(struct ctx *cx, const struct audit_key *next)
{
	struct arena *a = cx->arena;
	struct str from = audit_key_id(a, &cx->home->audit->key), to = audit_key_id(a, next);
	struct audit_head last;
	bool good;

	enum err e = audit_checkpoint_load(cx, &last, &good, NULL);
	if (e)
		return e;
	return audit(cx, action, record, 0,
		     str_fmt(a, "{\"key\":[\"%.*s\",\"%.*s\"],\"checkpoint\":[null,%lld]}",
			     STR_ARG(from), STR_ARG(to), (long long)last.sequence));
}

enum err audit_rekey(struct ctx *cx, void *ret_sequence)
{
	const struct audit_log *log = cx->home->audit;
	const struct audit_key *next = &log->keys.v[log->keys.n - 1];
	struct audit_head head;
	bool kept;

	/* Whoever writes now commits first; whoever comes later finds the key changed.  The
	 * sealers' lock comes before, as with them. */
	enum err e = audit_lock(cx);
	if (!e)
		e = tx_exec(cx->tx, Q_AUDIT_STOP_WRITERS, NULL, 0, NULL);
	if (!e)
		e = seal_all(cx);
	if (!e)
		e = close_old(cx, next);
	if (!e)
		e = seal_all(cx);
	if (!e)
		e = audit_head_load(cx, &head, &kept);
	if (!e)
		e = put(cx, STR("audit_head"), audit_head_format(cx->arena, next, &head));
	if (!e)
		e = put(cx, STR("audit_key"), audit_key_id(cx->arena, next));
	if (!e)
		*(int64_t *)ret_sequence = head.sequence;
	return e;
}

bool audit_is_closing(struct arena *a, const struct audit_entry *e, struct audit_closing *ret)
{
	struct fail f = {.arena = a, .within = STR("")};
	json_t *doc;

	if (!str_is(e->action, action) || !str_is(e->record, record) ||
	    json_read(a, e->diff, &f, &doc))
		return false;
	ret->next = str_of(json_string_value(json_array_get(json_object_get(doc, "key"), 1)));
	ret->checkpoint =
		json_integer_value(json_array_get(json_object_get(doc, "checkpoint"), 1));
	return true;
}
