#include "store/stmt.h"

#include <stdlib.h>

enum { SETS = 128, WAYS = 4 };

struct stmt_cache {
	void (*drop)(void *conn, struct stmt *s);
	void *conn;
	uint64_t tick;
	struct stmt named[Q_COUNT];
	struct stmt other[SETS][WAYS];
};

struct stmt_cache *stmt_cache_new(void (*drop)(void *conn, struct stmt *s), void *conn)
{
	struct stmt_cache *c = calloc(1, sizeof *c);
	if (c) {
		c->drop = drop;
		c->conn = conn;
	}
	return c;
}

static void clear(struct stmt_cache *c, struct stmt *s, bool own_text)
{
	c->drop(c->conn, s);
	if (own_text)
		free((char *)(uintptr_t)s->sql.p);
	*s = (struct stmt){.single = s->single};
}

void stmt_cache_free(struct stmt_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < Q_COUNT; i++)
		clear(c, &c->named[i], false);
	for (size_t i = 0; i < SETS; i++)
		for (size_t k = 0; k < WAYS; k++)
			clear(c, &c->other[i][k], true);
	free(c);
}

void stmt_cache_forget(struct stmt_cache *c)
{
	for (size_t i = 0; i < Q_COUNT; i++)
		c->named[i].number = 0;
	for (size_t i = 0; i < SETS; i++)
		for (size_t k = 0; k < WAYS; k++)
			c->other[i][k].number = 0;
}

/* Eight bytes at a time: the texts of lists are long and every call hashes one. */
static uint64_t hash_of(struct str s)
{
	uint64_t h = s.n * UINT64_C(0x9e3779b97f4a7c15);
	uint64_t w;
	size_t i = 0;

	for (; i + sizeof w <= s.n; i += sizeof w) {
		memcpy(&w, s.p + i, sizeof w);
		h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	w = 0;
	if (i < s.n)
		memcpy(&w, s.p + i, s.n - i);
	h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
	return h ^ h >> 32;
}

static bool copy_text(struct stmt *s, struct str text)
{
	char *p = malloc(text.n + 1);
	if (!p)
		return false;
	memcpy(p, text.p, text.n);
	p[text.n] = 0;
	s->sql = (struct str){p, text.n};
	return true;
}

static struct stmt *single(struct str text)
{
	struct stmt *s = calloc(1, sizeof *s);
	if (!s || !copy_text(s, text)) {
		free(s);
		return NULL;
	}
	s->single = true;
	s->busy = true;
	return s;
}

/* The place of that text in its set, or the one to make free for it, or NULL: all are busy. */
static struct stmt *place(struct stmt_cache *c, struct str text, uint64_t hash)
{
	struct stmt *set = c->other[hash % SETS];
	struct stmt *oldest = NULL;

	for (size_t k = 0; k < WAYS; k++) {
		if (set[k].hash == hash && set[k].sql.p && str_eq(set[k].sql, text))
			return set[k].busy ? NULL : &set[k];
		if (!set[k].busy && (!oldest || set[k].used < oldest->used))
			oldest = &set[k];
	}
	return oldest;
}

static struct stmt *take_other(struct stmt_cache *c, struct str text)
{
	uint64_t hash = hash_of(text);
	struct stmt *s = place(c, text, hash);

	if (!s)
		return single(text);
	if (s->hash != hash || !str_eq(s->sql, text)) {
		clear(c, s, true);
		if (!copy_text(s, text))
			return NULL;
		s->hash = hash;
	}
	return s;
}

struct stmt *stmt_take(struct stmt_cache *c, struct sql_ref ref)
{
	struct stmt *s;

	if (ref.q >= 0) {
		s = &c->named[ref.q];
		if (s->busy)
			return single(ref.text);
		s->sql = ref.text;
	} else {
		s = take_other(c, ref.text);
	}
	if (s) {
		s->busy = true;
		s->used = ++c->tick;
	}
	return s;
}

void stmt_release(struct stmt_cache *c, struct stmt *s)
{
	if (!s)
		return;
	s->busy = false;
	if (s->single) {
		clear(c, s, true);
		free(s);
	}
}
