#include "service/reveals.h"

#include "service/audit.h"
#include "service/world.h"

static const struct field reveal_rows[] = {
	F_TEXT(struct reveal_args, reason, F_NEW | F_REQUIRED | F_LINES, .min = 2, .max = 500),
};
const struct fields reveal_args_fields =
	FIELDS(struct reveal_args, "reveal_args", "", reveal_rows);

static void drop_buf(void *b)
{
	buf_done(b);
}

/* {"reason":[null,"..."],"fields":[null,"phone email wechat"]} */
static enum err note(struct ctx *cx, int64_t id, struct str reason)
{
	struct buf *b = ARENA_NEW(cx->arena, struct buf);
	struct jw w = {.buf = b};

	arena_defer(cx->arena, drop_buf, b);
	jw_obj(&w);
	jw_key(&w, "reason");
	jw_arr(&w);
	jw_null(&w);
	jw_str(&w, reason);
	jw_end_arr(&w);
	jw_key(&w, "fields");
	jw_arr(&w);
	jw_null(&w);
	jw_str(&w, audit_masked_fields(cx->arena, &contact_fields, MASK_PHONE | MASK_EMAIL));
	jw_end_arr(&w);
	jw_end_obj(&w);
	return buf_ok(b) ? audit(cx, "reveal", "contact", id, buf_str(b)) : ERR_BUSY;
}

static int64_t quota(const struct ctx *cx)
{
	int64_t n = cx->world->company.reveals_per_day;

	return n == INT_NONE ? REVEALS_PER_DAY : n;
}

static enum err check_quota(struct ctx *cx)
{
	const struct value v[] = {VAL_INT(cx->actor->user_id),
				  VAL_TIME(instant_add(cx->now, span_of_s(-REVEAL_WINDOW_S)))};
	struct rows *rows = NULL;
	int64_t locked;
	bool more = false;
	int64_t n = 0, seconds = 0;

	enum err e = tx_one_int(cx->tx, Q_USER_LOCK, v, 1, &locked);
	if (!e)
		e = tx_query(cx->tx, Q_REVEAL_COUNT, v, 2, &rows);
	if (!e)
		e = rows_next(rows, &more);
	if (!e && more) {
		struct instant oldest = {rows_int(rows, 1)};
		n = rows_int(rows, 0);
		seconds = n ? REVEAL_WINDOW_S - (instant_s(cx->now) - instant_s(oldest))
			    : REVEAL_WINDOW_S;
	}
	rows_done(rows);
	if (e || n < quota(cx))
		return e;
	fail_at(cx->fail, ERR_LIMIT, NULL, "reveal_quota");
	fail_arg_int(cx->fail, "seconds", seconds); /* first: it is Retry-After */
	fail_arg_int(cx->fail, "max", quota(cx));
	return ERR_LIMIT;
}

enum err contact_reveal(struct ctx *cx, int64_t id, struct str reason,
			struct contact *ret_contact)
{
	struct contact c;

	enum err e = row_load(cx->tx, cx->arena, &contact_fields,
			      ctx_eyes(cx, PERM_CONTACT_ASK), id, &c);
	if (e == ERR_NOT_FOUND && !row_load(cx->tx, cx->arena, &contact_fields,
					    ctx_eyes(cx, PERM_CUSTOMER_READ), id, &c))
		e = ERR_DENIED;
	if (!e)
		e = check_quota(cx);
	if (!e)
		e = note(cx, id, reason);
	if (!e)
		*ret_contact = c;
	return e;
}

/* The new value of a member of an audit difference, {"reason":[null,"..."]}. */
static struct str new_value(const json_t *diff, const char *name)
{
	return json_text(json_array_get(json_object_get(diff, name), 1));
}

static void write_fields(struct str list, struct jw *w)
{
	struct str name;

	jw_key(w, "fields");
	jw_arr(w);
	while (list.n && str_split(&list, ' ', &name))
		jw_str(w, name);
	jw_end_arr(w);
}

static enum err write_viewer(struct ctx *cx, const struct rows *rows, struct jw *w)
{
	json_t *diff;
	struct str text = str_dup(cx->arena, rows_text(rows, 6));

	enum err e = json_read(cx->arena, text, cx->fail, &diff);
	if (e)
		return e;
	jw_obj(w);
	jw_kid(w, "user_id", rows_int(rows, 0));
	jw_kstr(w, "user_name", rows_text(rows, 1));
	jw_kstr(w, "action", rows_text(rows, 2));
	jw_kstr(w, "record", rows_text(rows, 3));
	jw_kid(w, "record_id", rows_int(rows, 4));
	jw_kstr(w, "contact", rows_text(rows, 5));
	write_fields(new_value(diff, "fields"), w);
	jw_kstr(w, "reason", new_value(diff, "reason"));
	jw_kint(w, "times", rows_int(rows, 7));
	jw_ktime(w, "last_at", (struct instant){rows_int(rows, 8)});
	jw_end_obj(w);
	return OK;
}

enum err viewers_write(struct ctx *cx, int64_t customer_id, struct jw *w)
{
	const struct value v[] = {VAL_INT(customer_id), VAL_INT(VIEWERS_MAX)};
	struct rows *rows = NULL;
	struct customer c;
	bool more = false;

	enum err e = row_load(cx->tx, cx->arena, &customer_fields,
			      ctx_eyes(cx, PERM_CUSTOMER_WRITE), customer_id, &c);
	if (e == ERR_NOT_FOUND && !row_load(cx->tx, cx->arena, &customer_fields,
					    ctx_eyes(cx, PERM_CUSTOMER_READ), customer_id, &c))
		return ERR_DENIED;
	if (!e)
		e = tx_query(cx->tx, Q_CUSTOMER_VIEWERS, v, 2, &rows);
	if (e)
		return e;
	jw_obj(w);
	jw_key(w, "items");
	jw_arr(w);
	while (!e && !(e = rows_next(rows, &more)) && more)
		e = write_viewer(cx, rows, w);
	rows_done(rows);
	jw_end_arr(w);
	jw_end_obj(w);
	return e;
}
