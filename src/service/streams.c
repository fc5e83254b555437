#include "service/streams.h"

#include "service/auth.h"
#include "service/live.h"

/* Whether who may still listen; *ret_error: it could not be found out. */
static bool holds(struct ctx *cx, const struct live_who *who, enum err *ret_error)
{
	struct login login;

	enum err e = auth_again(cx, who->session_id, who->token_id, &login);
	*ret_error = e == ERR_UNAUTH ? OK : e;
	return !e && actor_digest(&login.actor) == who->rights;
}

enum err streams_check(struct ctx *cx, void *unused)
{
	struct live *live = cx->home->live;
	enum err e = OK;

	(void)unused;
	size_t n = live ? (size_t)live_count(live) : 0;
	if (n == 0)
		return OK;
	struct live_who *v = ARENA_ARRAY(cx->arena, n, struct live_who);
	n = live_who(live, v, n);
	for (size_t i = 0; !e && i < n; i++) {
		bool stays = holds(cx, &v[i], &e);
		if (!e && !stays)
			live_cut(live, &v[i]);
	}
	return e;
}
