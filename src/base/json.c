#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

static void before_value(struct jw *w)
{
	if (w->comma)
		buf_putc(w->buf, ',');
	w->comma = true;
}

void jw_obj(struct jw *w)
{
	before_value(w);
	buf_putc(w->buf, '{');
	w->comma = false;
}

void jw_end_obj(struct jw *w)
{
	buf_putc(w->buf, '}');
	w->comma = true;
}

void jw_arr(struct jw *w)
{
	before_value(w);
	buf_putc(w->buf, '[');
	w->comma = false;
}

void jw_end_arr(struct jw *w)
{
	buf_putc(w->buf, ']');
	w->comma = true;
}

/* Without an early end, so that compilers look at many characters at once. */
static bool is_plain(struct str s)
{
	unsigned special = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		special |= (unsigned)(c < 32) | (unsigned)(c == '"') | (unsigned)(c == '\\');
	}
	return special == 0;
}

static void put_escaped(struct buf *b, struct str s)
{
	size_t from = 0;

	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 32 && c != '"' && c != '\\')
			continue;
		buf_put(b, s.p + from, i - from);
		from = i + 1;
		if (c >= 32) {
			buf_putc(b, '\\');
			buf_putc(b, (char)c);
		} else {
			buf_printf(b, "\\u%04x", c);
		}
	}
	if (s.n)
		buf_put(b, s.p + from, s.n - from);
	buf_putc(b, '"');
}

static void put_quoted(struct buf *b, struct str s)
{
	if (!is_plain(s)) {
		put_escaped(b, s);
		return;
	}
	char *p = buf_room(b, s.n + 2);
	if (!p)
		return;
	p[0] = '"';
	if (s.n)
		memcpy(p + 1, s.p, s.n);
	p[s.n + 1] = '"';
	buf_wrote(b, s.n + 2);
}

/* Keys are names of the program's own: nothing in them needs an escape. */
void jw_key(struct jw *w, const char *key)
{
	size_t n = strlen(key), k = 0;
	char *p = buf_room(w->buf, n + 4);

	if (!p)
		return;
	if (w->comma)
		p[k++] = ',';
	p[k++] = '"';
	memcpy(p + k, key, n);
	k += n;
	p[k++] = '"';
	p[k++] = ':';
	buf_wrote(w->buf, k);
	w->comma = false;
}

void jw_str(struct jw *w, struct str s)
{
	before_value(w);
	put_quoted(w->buf, s);
}

void jw_cstr(struct jw *w, const char *s)
{
	jw_str(w, str_of(s));
}

void jw_int(struct jw *w, int64_t v)
{
	before_value(w);
	buf_put_int(w->buf, v);
}

void jw_bool(struct jw *w, bool v)
{
	before_value(w);
	buf_puts(w->buf, v ? "true" : "false");
}

void jw_null(struct jw *w)
{
	before_value(w);
	buf_puts(w->buf, "null");
}

void jw_id(struct jw *w, int64_t id)
{
	if (id == 0) {
		jw_null(w);
		return;
	}
	before_value(w);
	buf_putc(w->buf, '"');
	buf_put_int(w->buf, id);
	buf_putc(w->buf, '"');
}

void jw_time(struct jw *w, struct instant t)
{
	char out[32];
	if (!instant_is_set(t)) {
		jw_null(w);
		return;
	}
	instant_format(t, out);
	jw_cstr(w, out);
}

void jw_date(struct jw *w, struct date d)
{
	char out[16];
	if (!date_is_set(d)) {
		jw_null(w);
		return;
	}
	date_format(d, out);
	jw_cstr(w, out);
}

void jw_raw(struct jw *w, struct str json)
{
	before_value(w);
	buf_put_str(w->buf, json);
}

static int dump_to_buf(const char *p, size_t n, void *buf)
{
	buf_put(buf, p, n);
	return 0;
}

void jw_json(struct jw *w, const json_t *v)
{
	before_value(w);
	if (json_dump_callback(v, dump_to_buf, w->buf, JSON_COMPACT | JSON_ENCODE_ANY))
		w->buf->failed = true;
}

void jw_kstr(struct jw *w, const char *key, struct str s)
{
	jw_key(w, key);
	jw_str(w, s);
}

void jw_kcstr(struct jw *w, const char *key, const char *s)
{
	jw_key(w, key);
	jw_cstr(w, s);
}

void jw_kint(struct jw *w, const char *key, int64_t v)
{
	jw_key(w, key);
	jw_int(w, v);
}

void jw_kbool(struct jw *w, const char *key, bool v)
{
	jw_key(w, key);
	jw_bool(w, v);
}

void jw_kid(struct jw *w, const char *key, int64_t id)
{
	jw_key(w, key);
	jw_id(w, id);
}

void jw_ktime(struct jw *w, const char *key, struct instant t)
{
	jw_key(w, key);
	jw_time(w, t);
}

static bool too_deep(struct str text)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

/* Without memory for a few bytes jansson leaves them out and gives a text that nobody has sent,
 * or calls the text bad: we end instead, as an arena without an escape does. */
static void *take(size_t n)
{
	void *p = malloc(n);

	if (p)
		return p;
	fputs("genjin: out of memory\n", stderr);
	_Exit(EXIT_FAILURE);
}

__attribute__((constructor)) static void set_allocator(void)
{
	json_set_alloc_funcs(take, free);
}

static void drop(void *root)
{
	json_decref(root);
}

enum err json_read(struct arena *a, struct str text, struct fail *f, json_t **ret_root)
{
	json_error_t je;

	if (too_deep(text))
		return fail_at(f, ERR_INPUT, NULL, "json_too_deep");
	json_t *root = json_loadb(text.n ? text.p : "", text.n,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
	if (!root) {
		fail_at(f, ERR_INPUT, NULL, "bad_json");
		fail_arg_int(f, "line", je.line);
		fail_arg_int(f, "column", je.column);
		return ERR_INPUT;
	}
	arena_defer(a, drop, root);
	*ret_root = root;
	return OK;
}

struct str json_text(const json_t *v)
{
	if (!json_is_string(v))
		return (struct str){NULL, 0};
	return (struct str){json_string_value(v), json_string_length(v)};
}

struct str json_get_text(const json_t *obj, const char *key)
{
	return json_text(json_object_get(obj, key));
}
