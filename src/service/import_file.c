#include "service/import_file.h"

#include "service/import_mappings.h"

enum err import_type_asked(struct ctx *cx, struct str name, const struct import_type **ret_type)
{
	const struct import_type *t = name.n ? import_type_find(name) : &import_types[0];
	struct str all = STR("");

	if (t) {
		*ret_type = t;
		return OK;
	}
	for (t = import_types; t->name; t++)
		all = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", t->name);
	fail_at(cx->fail, ERR_INPUT, "type", "not_one_of");
	fail_arg(cx->fail, "allowed", all);
	return ERR_INPUT;
}

struct str import_headers_key(struct ctx *cx, const struct str *cells, size_t n)
{
	size_t size = 1, at = 0;

	for (size_t i = 0; i < n; i++)
		size += cells[i].n + 1;
	char *out = arena_alloc(cx->arena, size);
	for (size_t i = 0; i < n; i++) {
		struct str s = str_trim(cells[i]);
		memcpy(out + at, s.p ? s.p : "", s.n);
		at += s.n;
		out[at++] = '\n';
	}
	return (struct str){out, at};
}

enum err import_headers(struct ctx *cx, const struct import_type *t, struct csv *c,
			struct str **ret_cells, size_t *ret_n, struct str *ret_mapping)
{
	enum err e = csv_row(c, cx->arena, cx->fail, ret_cells, ret_n);

	if (!e && *ret_n == 0)
		e = fail_at(cx->fail, ERR_INPUT, NULL, "empty_file");
	if (e)
		return e;
	return import_mapping_of(cx, t, import_headers_key(cx, *ret_cells, *ret_n),
				 ret_mapping);
}

static void put_headers(struct ctx *cx, const struct import_type *t, const json_t *mapping,
			const struct str *cells, size_t n, struct jw *w)
{
	jw_key(w, "headers");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		struct str header = str_trim(cells[i]);
		const json_t *told = json_object_get(mapping, str_dup(cx->arena, header).p);
		struct import_column c = import_column_of(cx, t, header);
		jw_obj(w);
		jw_kstr(w, "header", header);
		jw_kstr(w, "column",
			json_is_string(told) ? json_text(told) : import_column_name(cx, t, &c));
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

static void put_columns(struct ctx *cx, const struct import_type *t, struct jw *w)
{
	struct import_column v[CSV_COLUMNS];
	size_t n = import_known_columns(t, v, CSV_COLUMNS);

	jw_key(w, "columns");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		struct str name = import_column_name(cx, t, &v[i]);
		bool needed = false;
		for (int k = 0; k < IMPORT_NEEDS && t->needs[k]; k++)
			needed |= str_is(name, t->needs[k]);
		jw_obj(w);
		jw_kstr(w, "name", name);
		jw_kstr(w, "title", import_title(cx, cx->lang, t, &v[i]));
		jw_kbool(w, "needed", needed);
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

/* The first rows; one that cannot be read is left out. */
static void put_rows(struct ctx *cx, struct csv *c, struct jw *w)
{
	struct str *cells;
	size_t n = 1;

	jw_key(w, "rows");
	jw_arr(w);
	for (int i = 0; i < IMPORT_PREVIEW && n; i++) {
		if (csv_row(c, cx->arena, cx->fail, &cells, &n)) {
			fail_clear(cx->fail);
			continue;
		}
		if (!n)
			break;
		jw_arr(w);
		for (size_t k = 0; k < n; k++)
			jw_str(w, cells[k]);
		jw_end_arr(w);
	}
	jw_end_arr(w);
}

enum err import_preview_write(struct ctx *cx, const struct import_start *start, struct jw *w)
{
	const struct import_type *t;
	struct str *cells, mapping;
	json_t *doc = NULL;
	size_t n;

	enum err e = import_type_asked(cx, start->type, &t);
	if (e)
		return e;
	struct csv c = {.text = start->text, .separator = csv_sniff(start->text)};
	e = import_headers(cx, t, &c, &cells, &n, &mapping);
	if (!e && mapping.n)
		e = json_read(cx->arena, mapping, cx->fail, &doc);
	if (e)
		return e;
	jw_obj(w);
	put_headers(cx, t, doc, cells, n, w);
	put_columns(cx, t, w);
	put_rows(cx, &c, w);
	jw_end_obj(w);
	return buf_err(w->buf);
}
