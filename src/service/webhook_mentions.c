#include "service/webhook_mentions.h"

#include "domain/alike.h"
#include "domain/user.h"

/* The user id that webhooks_say wrote down; 0: nobody is in charge. */
static enum err owner_of(struct ctx *cx, const struct notice *n, int64_t *ret_id)
{
	json_t *doc;

	*ret_id = 0;
	if (json_read(cx->arena, n->args, cx->fail, &doc))
		return ERR_BUG;
	struct str id = json_get_text(doc, "owner_id");
	return id.n && str_to_int(id, ret_id) ? ERR_BUG : OK;
}

static bool has(const int64_t *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == id)
			return true;
	return false;
}

/* *ret_known: whether the product can tell who it is. */
static enum err load(struct ctx *cx, const struct webhook *w, int64_t id,
		     struct webhook_mention *ret, bool *ret_known)
{
	struct user u;

	enum err e = row_load(cx->tx, cx->arena, &user_fields, EYES_SYSTEM, id, &u);
	if (e)
		return e;
	*ret = (struct webhook_mention){
		.name = u.name, .chat_id = u.chat_id, .mobile = STR("")};
	if (!u.chat_id.n && w->kind != WEBHOOK_FEISHU)
		ret->mobile = alike_mobile(cx->arena, u.phone);
	*ret_known = !u.disabled && (ret->chat_id.n || ret->mobile.n);
	return OK;
}

enum err webhook_mentions(struct ctx *cx, const struct webhook *w, const struct notice *v,
			  size_t n, struct webhook_mention **ret_v, size_t *ret_n)
{
	struct webhook_mention *out =
		ARENA_ARRAY(cx->arena, WEBHOOK_MENTIONS, struct webhook_mention);
	int64_t *seen = ARENA_ARRAY(cx->arena, n ? n : 1, int64_t);
	size_t n_out = 0, n_seen = 0;
	enum err e = OK;

	for (size_t i = 0; w->mentions && !e && i < n && n_out < WEBHOOK_MENTIONS; i++) {
		int64_t id;
		bool known = false;
		e = owner_of(cx, &v[i], &id);
		if (e || !id || has(seen, n_seen, id))
			continue;
		seen[n_seen++] = id;
		e = load(cx, w, id, &out[n_out], &known);
		if (known)
			n_out++;
	}
	*ret_v = out;
	*ret_n = n_out;
	return e;
}
