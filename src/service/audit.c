#include "service/audit.h"

#include "domain/user.h"
#include "service/audit_chain.h"
#include "service/audit_rekey.h"
#include "service/later.h"

enum { TOGETHER = 200 }; /* rows that are written at once: by COPY on PostgreSQL */

/* What an entry tells. */
struct told {
	const char *action;
	const char *record;
	int64_t id;
	struct str diff;
};

/* Makes the signed row of it; its texts lie in the arena or are borrowed. */
static struct audit_entry entry_of(struct ctx *cx, struct arena *a, const struct told *told)
{
	struct audit_entry entry;

	fields_clear(&audit_fields, &entry);
	entry.id = ctx_id(cx);
	entry.version = 1;
	entry.created_at = entry.updated_at = cx->now;
	entry.user_id = cx->actor->user_id;
	entry.action = str_of(told->action);
	entry.record = str_of(told->record);
	entry.record_id = told->id;
	entry.diff = told->diff;
	entry.client = cx->client;
	entry.request_id = cx->request_id;
	entry.batch = cx->batch;
	entry.mac = str_dup(a, str_of(audit_mac_row(&cx->home->audit->key, &entry).hex));
	return entry;
}

enum err audit(struct ctx *cx, const char *action, const char *record, int64_t id,
	       struct str diff)
{
	const struct told told = {action, record, id, diff};

	if (!cx->home->audit)
		return ERR_BUG; /* never a row without a signature */
	struct audit_entry entry = entry_of(cx, cx->arena, &told);
	struct later *l = cx->later;
	if (l) {
		entry.diff = str_dup(cx->arena, diff);
		*ARENA_PUSH(cx->arena, l->entries, l->n_entries, l->room_entries) = entry;
		return OK;
	}
	enum err e = row_insert(cx->tx, &audit_fields, &entry);
	return e ? e : audit_key_check(cx);
}

enum err audit_entries(struct ctx *cx, const struct audit_entry *entries, size_t n)
{
	enum err e = row_insert_many(cx->tx, &audit_fields, entries, n);

	return e ? e : audit_key_check(cx);
}

/* Whether a field holds something that one of the masks would hide. */
static bool hides(const struct field *fd, const void *rec, unsigned masks)
{
	return (fd->mask & masks) && field_value(fd, rec).s.n > 0;
}

void audit_saw(struct ctx *cx, const struct fields *t, const void *rec, unsigned masks)
{
	int64_t id = field_value(&t->v[0], rec).i;
	unsigned shown = 0;

	if (!cx->actor->user_id || t == &user_fields)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (hides(&t->v[i], rec, masks))
			shown |= t->v[i].mask;
	if (!shown)
		return;
	struct sighting *s = ARENA_NEW(cx->arena, struct sighting);
	*s = (struct sighting){cx->seen, t, id, shown};
	cx->seen = s;
}

struct str audit_masked_fields(struct arena *a, const struct fields *t, unsigned masks)
{
	struct str list = STR("");

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].mask & masks)
			list = str_fmt(a, "%.*s%s%s", STR_ARG(list), list.n ? " " : "",
				       t->v[i].name);
	return list;
}

/* {"fields":[null,"phone email"]} */
static struct str shown_fields(struct arena *a, const struct sighting *s)
{
	return str_fmt(a, "{\"fields\":[null,\"%.*s\"]}",
		       STR_ARG(audit_masked_fields(a, s->type, s->masks)));
}

/* The rows of the next sightings, which are taken off the list. */
static enum err write_some(struct ctx *cx, struct arena *a)
{
	struct audit_entry *rows = ARENA_ARRAY(a, TOGETHER, struct audit_entry);
	size_t n = 0;

	for (; cx->seen && n < TOGETHER; cx->seen = cx->seen->next) {
		const struct sighting *s = cx->seen;
		const struct told told = {"seen", s->type->name, s->id, shown_fields(a, s)};
		rows[n++] = entry_of(cx, a, &told);
	}
	return row_insert_many(cx->tx, &audit_fields, rows, n);
}

static void drop_arena(void *a)
{
	arena_free(a);
}

enum err audit_sightings(struct ctx *cx)
{
	enum err e = OK;

	if (!cx->seen)
		return OK;
	if (!cx->home->audit)
		return ERR_BUG;
	/* An export may have shown very many. */
	struct arena *scratch = arena_new();
	if (!scratch)
		return ERR_BUSY;
	arena_defer(cx->arena, drop_arena, scratch);
	arena_set_escape(scratch, cx->escape);
	while (!e && cx->seen) {
		e = write_some(cx, scratch);
		arena_reset(scratch);
	}
	arena_set_escape(scratch, NULL);
	cx->seen = NULL;
	return e ? e : audit_key_check(cx);
}
