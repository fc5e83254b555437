#include "service/ctx.h"

#include "service/live.h"
#include "service/world.h"
#include "sys/ids.h"

int64_t ctx_id(struct ctx *cx)
{
	(void)cx;
	return id_new();
}

struct eyes ctx_eyes(const struct ctx *cx, enum perm perm)
{
	return (struct eyes){cx->actor, perm};
}

enum err ctx_call(struct ctx *cx, use_case fn, void *arg)
{
	jmp_buf escape;
	volatile enum err e = ERR_LIMIT;

	cx->now = instant_floor(cx->now);
	cx->news = NULL;
	cx->world = NULL;
	if (cx->home->worlds)
		worlds_enter(cx);
	arena_set_escape(cx->arena, &escape);
	if (!setjmp(escape))
		e = fn(cx, arg);
	arena_set_escape(cx->arena, NULL);
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
	return ctx_call(&call->cx, call->fn, call->arg);
}

enum err run_use_case(const struct run *run, enum tx_mode mode, use_case fn, void *arg)
{
	struct call call = {
		.cx = {.arena = run->arena, .fail = run->fail, .actor = run->actor,
		       .home = run->home, .now = run->now, .lang = run->lang},
		.fn = fn,
		.arg = arg,
	};

	enum err e = store_run(run->home->store, mode, call_in_tx, &call);
	if (!e)
		live_publish(run->home->live, call.cx.news);
	return e;
}
