/* What an invented company keeps at hand beside its history. */
#include "service/demo_scene.h"

#include "domain/checklist.h"
#include "domain/embedded.h"
#include "domain/snippet.h"
#include "service/checklists.h"
#include "service/customers.h"

static struct str list_text(struct arena *a, const json_t *list)
{
	struct buf buf = {0};
	struct jw w = {.buf = &buf};

	if (!list)
		return STR("[]");
	jw_json(&w, list);
	return buf_keep(&buf, a);
}

static enum err make_checklist(struct ctx *cx, const json_t *words)
{
	struct checklist_template t;

	fields_clear(&checklist_template_fields, &t);
	t.name = json_get_text(words, "name");
	t.required = json_is_true(json_object_get(words, "required"));
	t.items = list_text(cx->arena, json_object_get(words, "items"));
	t.types = list_text(cx->arena, json_object_get(words, "types"));
	t.urgencies = list_text(cx->arena, json_object_get(words, "urgencies"));
	t.tiers = list_text(cx->arena, json_object_get(words, "tiers"));
	return resource_create(cx, &checklist_template_resource, &t);
}

/* Of the manager, who shares it with all. */
static enum err make_snippet(struct demo_scene *s, const json_t *words)
{
	struct ctx *cx = s->cx;
	struct snippet x;

	demo_born(cx, &snippet_fields, &x, cx->now);
	x.owner_id = s->manager;
	x.name = json_get_text(words, "name");
	x.keyword = json_get_text(words, "keyword");
	x.text = json_get_text(words, "text");
	x.visibility = VIEW_ALL;
	enum err e = snippet_check(cx->arena, &x, cx->fail);
	return e ? e : row_insert(cx->tx, &snippet_fields, &x);
}

static enum err make_unowned(struct demo_scene *s, const json_t *words)
{
	struct customer c;

	fields_clear(&customer_fields, &c);
	c.name = json_text(json_array_get(words, 0));
	c.industry = json_text(json_array_get(words, 1));
	c.department_id = s->department[DEMO_SALES];
	return resource_create(s->cx, &customer_resource, &c);
}

enum err demo_kit(struct demo_scene *s, int64_t *ret_customers)
{
	struct ctx *cx = s->cx;
	const json_t *v;
	json_t *doc;
	size_t i;

	enum err e =
		json_read(cx->arena, embedded_find(demo_words, STR("zh-CN")), cx->fail, &doc);
	if (e)
		return ERR_BUG;
	json_array_foreach (json_object_get(doc, "checklists"), i, v)
		if (!e)
			e = make_checklist(cx, v);
	json_array_foreach (json_object_get(doc, "snippets"), i, v)
		if (!e)
			e = make_snippet(s, v);
	json_array_foreach (json_object_get(doc, "unowned"), i, v)
		if (!e)
			e = make_unowned(s, v);
	*ret_customers = (int64_t)i;
	return e;
}
