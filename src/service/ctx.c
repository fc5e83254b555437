#include "service/ctx.h"

#include "service/audit.h"
#include "service/later.h"
#include "service/live.h"
#include "service/world.h"
#include "store/attempt.h"
#include "store/send.h"
#include "sys/ids.h"
#include "sys/random.h"

int64_t ctx_id(struct ctx *cx)
{
	(void)cx;
	return id_new();
}

struct str ctx_secret(struct ctx *cx, size_t n)
{
	return random_base64url(cx->arena, n);
}

struct eyes ctx_eyes(const struct ctx *cx, enum perm perm)
{
	return (struct eyes){cx->actor, perm};
}

enum err ctx_call(struct ctx *cx, use_case fn, void *arg)
{
	jmp_buf escape;
	jmp_buf *const outer = cx->escape;
	volatile enum err e = ERR_BUSY;

	cx->now = instant_floor(cx->now);
	cx->news = NULL;
	cx->seen = NULL;
	cx->key_checked = false;
	cx->later = NULL;
	cx->world = NULL;
	cx->escape = &escape;
	arena_set_escape(cx->arena, &escape);
	if (!setjmp(escape)) {
		enum err entered = cx->home->worlds && cx->tx ? worlds_enter(cx) : OK;
		/* e stays as it is until fn has returned: an escape out of it is no success. */
		e = entered ? entered : fn(cx, arg);
	}
	cx->escape = outer;
	arena_set_escape(cx->arena, outer);
	if (cx->world)
		worlds_leave(cx);
	return e;
}

struct call {
	struct ctx cx;
	use_case fn;
	void *arg;
};

/* May run more than once: a serialization failure starts it again. */
static enum err call_in_tx(struct tx *tx, void *arg)
{
	struct call *call = arg;

	call->cx.tx = tx;
	fail_clear(call->cx.fail);
	enum err e = ctx_call(&call->cx, call->fn, call->arg);
	return !e && tx_writes(tx) ? audit_sightings(&call->cx) : e;
}

static enum err sightings_in_tx(struct tx *tx, void *arg)
{
	struct ctx cx = *(const struct ctx *)arg;

	cx.tx = tx;
	cx.key_checked = false;
	return audit_sightings(&cx);
}

enum err ctx_run(const struct ctx *cx, enum tx_mode mode, use_case fn, void *arg)
{
	struct call call = {*cx, fn, arg};

	enum err e = store_run(cx->home->store, mode, call_in_tx, &call);
	if (!e && call.cx.seen)
		e = store_run(cx->home->store, TX_WRITE, sightings_in_tx, &call.cx);
	if (!e)
		live_publish(cx->home->live, call.cx.news);
	return e;
}

enum err run_use_case(const struct run *run, enum tx_mode mode, use_case fn, void *arg)
{
	const struct ctx cx = {
		.arena = run->arena,
		.fail = run->fail,
		.actor = run->actor,
		.home = run->home,
		.now = run->now,
		.lang = run->lang,
	};

	return ctx_run(&cx, mode, fn, arg);
}

enum err ctx_attempt(struct ctx *cx, use_case fn, void *arg, bool trial, enum err *ret_result)
{
	struct news **end = &cx->news;
	struct sighting *seen = cx->seen;
	bool key_checked = cx->key_checked;
	struct later *later = cx->later;
	struct later mark = later ? *later : (struct later){0};

	while (*end)
		end = &(*end)->next;
	enum err e = tx_attempt(cx->tx);
	if (e)
		return e;
	*ret_result = fn(cx, arg);
	if (!*ret_result)
		*ret_result = tx_flush(cx->tx);
	e = tx_settle(cx->tx, trial && !*ret_result ? ERR_CONFLICT : *ret_result);
	if (!trial && !*ret_result)
		return e;
	*end = NULL;
	cx->seen = seen;
	cx->key_checked = key_checked; /* what kept the key in use was undone, too */
	if (later)
		later_go_back(later, &mark);
	return e;
}
