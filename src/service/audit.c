#include "service/audit.h"

#include "domain/user.h"
#include "service/audit_chain.h"

enum err audit(struct ctx *cx, const char *action, const char *record, int64_t id,
	       struct str diff)
{
	const struct audit_log *log = cx->home->audit;
	struct audit_entry entry;

	if (!log)
		return ERR_BUG; /* never a row without a signature */
	fields_clear(&audit_fields, &entry);
	entry.id = ctx_id(cx);
	entry.version = 1;
	entry.created_at = entry.updated_at = cx->now;
	entry.user_id = cx->actor->user_id;
	entry.action = str_of(action);
	entry.record = str_of(record);
	entry.record_id = id;
	entry.diff = diff;
	entry.client = cx->client;
	entry.request_id = cx->request_id;
	entry.batch = cx->batch;
	struct audit_mac mac = audit_mac_row(&log->key, &entry);
	entry.mac = str_of(mac.hex);
	return row_insert(cx->tx, &audit_fields, &entry);
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
static struct str shown_fields(struct ctx *cx, const struct sighting *s)
{
	return str_fmt(cx->arena, "{\"fields\":[null,\"%.*s\"]}",
		       STR_ARG(audit_masked_fields(cx->arena, s->type, s->masks)));
}

enum err audit_sightings(struct ctx *cx)
{
	enum err e = OK;

	for (const struct sighting *s = cx->seen; !e && s; s = s->next)
		e = audit(cx, "seen", s->type->name, s->id, shown_fields(cx, s));
	cx->seen = NULL;
	return e;
}
