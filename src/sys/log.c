#include "sys/log.h"

#include "sys/clock.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic int least_level = LEVEL_INFO;

void log_set_level(enum log_level least)
{
	atomic_store(&least_level, (int)least);
}

static void put_field(struct jw *w, const struct log_field *f)
{
	jw_key(w, f->name);
	if (f->value.kind == V_INT)
		jw_int(w, f->value.i);
	else if (f->value.kind == V_TEXT)
		jw_str(w, f->value.s);
	else
		jw_null(w);
}

void log_put(enum log_level level, const char *key, const struct log_field *fields, size_t n)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	struct buf b = {.max = 16 * 1024};
	struct jw w = {.buf = &b};

	if ((int)level < atomic_load(&least_level))
		return;
	jw_obj(&w);
	jw_ktime(&w, "at", clock_now());
	jw_kcstr(&w, "level", names[level]);
	jw_kcstr(&w, "event", key);
	for (size_t i = 0; i < n; i++)
		put_field(&w, &fields[i]);
	jw_end_obj(&w);
	buf_putc(&b, '\n');
	if (buf_ok(&b)) {
		ssize_t written = write(STDERR_FILENO, b.p, b.n);
		(void)written; /* nowhere left to say that stderr is gone */
	}
	buf_done(&b);
}
