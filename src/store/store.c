#include "store/store.h"

#include "store/driver.h"
#include "store/migrate.h"
#include "store/pinyin.h"
#include "store/records.h"
#include "sys/latch.h"
#include "sys/log.h"

#include <assert.h>
#include <stdlib.h>

static const struct fields *record_named(struct str name)
{
	for (const struct fields *const *r = record_types; *r; r++)
		if (str_is(name, (*r)->name))
			return *r;
	return NULL;
}

/* "customer" or "customer c" to its column list, with the alias before each name. */
static bool put_columns(struct buf *out, struct str what)
{
	struct str name, alias = what;

	str_split(&alias, ' ', &name);
	const struct fields *t = record_named(name);
	if (!t)
		return false;
	for (size_t i = 0, n = 0; i < t->n; i++) {
		if (t->v[i].flags & F_COMPUTED)
			continue;
		buf_puts(out, n++ ? ", " : "");
		buf_put_str(out, alias);
		buf_puts(out, alias.n ? "." : "");
		buf_puts(out, t->v[i].name);
	}
	return true;
}

/* Fills in {columns:...}; all other tokens were replaced at build time. */
static enum err expand(struct store *s, struct str sql, struct str *ret_sql)
{
	static const char token[] = "{columns:";
	struct buf out = {0};
	enum err e = OK;
	const char *from = sql.p;
	const char *at;

	while (!e && (at = strstr(from, token)) != NULL) {
		const char *name = at + sizeof token - 1;
		size_t n = strcspn(name, "}");
		buf_put(&out, from, (size_t)(at - from));
		if (!put_columns(&out, (struct str){name, n}))
			e = ERR_BUG;
		from = name + n + 1;
	}
	buf_puts(&out, e ? "" : from);
	if (!e)
		*ret_sql = from == sql.p ? sql : buf_keep(&out, s->arena);
	buf_done(&out);
	return e;
}

static enum err expand_all(struct store *s, struct fail *f)
{
	for (size_t i = 0; i < Q_COUNT; i++) {
		struct str sql = str_of(query_texts[i].sql[s->driver->dialect]);
		enum err e = expand(s, sql, &s->queries[i]);
		if (e) {
			fail_at(f, e, "db", "unknown_record_in_statement");
			fail_arg(f, "statement", str_of(query_texts[i].name));
			return e;
		}
	}
	return OK;
}

/* Prepares every named statement, so that one that does not fit the schema shows at start. */
static enum err prepare_all(struct tx *tx, void *arg)
{
	struct fail *f = arg;

	for (int i = 0; i < Q_COUNT; i++) {
		struct sql_ref ref = {tx->store->queries[i], i};
		enum err e = tx->store->driver->prepare(tx, ref);
		if (e) {
			fail_at(f, e, "db", "bad_statement");
			fail_arg(f, "statement", str_of(query_texts[i].name));
			return e;
		}
	}
	return OK;
}

static bool is_pg_url(struct str url)
{
	return str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"));
}

static struct store *store_new(const struct store_options *options)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->arena = arena_new();
	s->pinyin = pinyin_new();
	if (!s->arena || !s->pinyin) {
		arena_free(s->arena);
		pinyin_free(s->pinyin);
		free(s);
		return NULL;
	}
	s->options = *options;
	s->options.url = str_dup(s->arena, options->url);
	s->driver = is_pg_url(options->url) ? &pg_driver : &sqlite_driver;
	return s;
}

enum err store_open(const struct store_options *options, struct fail *f,
		    struct store **ret_store)
{
	struct store *s = store_new(options);
	if (!s)
		return fail_at(f, ERR_BUSY, "db", "out_of_memory");
	enum err e = expand_all(s, f);
	if (!e)
		e = s->driver->open(s, f);
	if (!e && !options->skip_schema)
		e = store_check_schema(s, f);
	if (!e && !options->skip_schema && !options->reads_only)
		e = store_run(s, TX_WRITE, prepare_all, f);
	if (e)
		store_close(s);
	else
		*ret_store = s;
	return e;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	s->driver->close(s);
	row_sql_free(atomic_load(&s->row_sql));
	pinyin_free(s->pinyin);
	arena_free(s->arena);
	free(s);
}

const char *store_kind(const struct store *s)
{
	return s->driver->name;
}

bool store_reads_inline(const struct store *s)
{
	return s->driver->read != NULL;
}

bool store_is_alone(const struct store *s)
{
	return s->driver->dialect == DIALECT_SQLITE;
}

bool store_is_broken(const struct store *s)
{
	return atomic_load(&s->broken);
}

void store_break(struct store *s, const char *why, int code)
{
	if (!atomic_exchange(&s->broken, true))
		log_event(LEVEL_ERROR, "store.broken", LOG_STR("why", str_of(why)),
			  LOG_INT("code", code));
}

struct store_stats store_stats(const struct store *s)
{
	return (struct store_stats){
		.commits = atomic_load(&s->commits),
		.transactions = atomic_load(&s->transactions),
		.retries = atomic_load(&s->retries),
	};
}

/* A job that a thread waits for. */
struct call {
	struct store_job job; /* first */
	struct latch done;
	tx_fn fn;
	void *arg;
	enum err result;
};

static enum err run_call(struct tx *tx, void *arg)
{
	struct call *c = arg;
	return c->fn(tx, c->arg);
}

static void wake(struct store_job *job, enum err result)
{
	struct call *c = (struct call *)job;
	c->result = result;
	latch_open(&c->done); /* from here on the call is no longer ours */
}

enum err store_run(struct store *s, enum tx_mode mode, tx_fn fn, void *arg)
{
	assert(!s->driver->is_worker(s)); /* it would wait for itself */
	if (mode == TX_WRITE && s->options.reads_only)
		return ERR_DENIED;
	if (mode == TX_READ && s->driver->read)
		return s->driver->read(s, fn, arg);
	struct call c = {.fn = fn, .arg = arg};
	c.job = (struct store_job){.mode = mode, .fn = run_call, .arg = &c, .done = wake};
	s->driver->submit(s, &c.job);
	latch_wait(&c.done);
	return c.result;
}

void store_submit(struct store *s, struct store_job *job)
{
	s->driver->submit(s, job);
}
