#include "base/field.h"

#include <assert.h>
#include <stdio.h>

static void *at(const struct field *fd, const void *rec)
{
	return (char *)(uintptr_t)rec + fd->offset;
}

const struct field *field_find(const struct fields *t, struct str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_is(name, t->v[i].name))
			return &t->v[i];
	return NULL;
}

int names_find(const struct names *names, struct str name)
{
	char first = name.n ? name.p[0] : 0; /* mostly tells enough */

	for (int i = 0; i < names->n; i++)
		if (names->v[i] && names->v[i][0] == first && str_is(name, names->v[i]))
			return i;
	return -1;
}

const char *names_get(const struct names *names, int value)
{
	return value >= 0 && value < names->n && names->v[value] ? names->v[value] : "";
}

static void clear_one(const struct field *fd, void *rec)
{
	switch (fd->type) {
	case FT_ID:
	case FT_REF:
		*(int64_t *)at(fd, rec) = 0;
		break;
	case FT_INT:
		*(int64_t *)at(fd, rec) = INT_NONE;
		break;
	case FT_BOOL:
		*(bool *)at(fd, rec) = false;
		break;
	case FT_ENUM:
		*(int *)at(fd, rec) = 0;
		break;
	case FT_TIME:
		*(struct instant *)at(fd, rec) = INSTANT_NONE;
		break;
	case FT_DATE:
		*(struct date *)at(fd, rec) = DATE_NONE;
		break;
	case FT_TEXT:
	case FT_JSON:
	case FT_REFS:
		*(struct str *)at(fd, rec) = (struct str){"", 0};
		break;
	}
}

void fields_clear(const struct fields *t, void *rec)
{
	memset(rec, 0, t->size);
	for (size_t i = 0; i < t->n; i++)
		clear_one(&t->v[i], rec);
}

static bool is_empty(const struct field *fd, const void *rec)
{
	switch (fd->type) {
	case FT_ID:
	case FT_REF:
		return *(int64_t *)at(fd, rec) == 0;
	case FT_INT:
		return *(int64_t *)at(fd, rec) == INT_NONE;
	case FT_TIME:
		return !instant_is_set(*(struct instant *)at(fd, rec));
	case FT_DATE:
		return !date_is_set(*(struct date *)at(fd, rec));
	case FT_TEXT:
	case FT_JSON:
	case FT_REFS:
		return ((struct str *)at(fd, rec))->n == 0;
	case FT_BOOL:
	case FT_ENUM:
		return false;
	}
	return false;
}

static enum err wrong(struct fail *f, const struct field *fd, const char *code)
{
	return fail_at(f, ERR_INPUT, fd->name, code);
}

static enum err check_text(const struct field *fd, struct str s, struct fail *f)
{
	if (!utf8_valid(s))
		return wrong(f, fd, "not_utf8");
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 32 && !strchr("\t\r\n", s.p[i]))
			return wrong(f, fd, "control_character");
	bool one_line = fd->type == FT_TEXT && !(fd->flags & F_LINES);
	if (one_line && (str_find(s, '\n', 0) >= 0 || str_find(s, '\r', 0) >= 0))
		return wrong(f, fd, "line_break");
	int64_t len = (int64_t)utf8_len(s);
	int64_t max = fd->max ? fd->max : (fd->type == FT_JSON ? 1 << 20 : 10000);
	if (len > max) {
		wrong(f, fd, "too_long");
		fail_arg_int(f, "max", max);
		return ERR_INPUT;
	}
	if (len < fd->min && len > 0) {
		wrong(f, fd, "too_short");
		fail_arg_int(f, "min", fd->min);
		return ERR_INPUT;
	}
	return OK;
}

static enum err check_int(const struct field *fd, int64_t v, struct fail *f)
{
	bool limited = fd->min || fd->max;
	if (limited && v < fd->min) {
		wrong(f, fd, "too_small");
		fail_arg_int(f, "min", fd->min);
		return ERR_INPUT;
	}
	if (limited && fd->max && v > fd->max) {
		wrong(f, fd, "too_large");
		fail_arg_int(f, "max", fd->max);
		return ERR_INPUT;
	}
	return OK;
}

static enum err check_one(const struct field *fd, const void *rec, struct fail *f)
{
	if (is_empty(fd, rec))
		return fd->flags & F_REQUIRED ? wrong(f, fd, "required") : OK;
	if (fd->type == FT_TEXT || fd->type == FT_JSON)
		return check_text(fd, *(struct str *)at(fd, rec), f);
	if (fd->type == FT_INT)
		return check_int(fd, *(int64_t *)at(fd, rec), f);
	return OK;
}

enum err fields_check(const struct fields *t, const void *rec, uint64_t set, struct fail *f)
{
	enum err e = OK;
	for (size_t i = 0; i < t->n; i++)
		if ((set >> i & 1) && check_one(&t->v[i], rec, f))
			e = ERR_INPUT;
	return e;
}

static enum err parse_id(const struct field *fd, struct str s, void *rec, struct fail *f)
{
	int64_t id;
	if (str_to_int(s, &id) || id <= 0)
		return wrong(f, fd, "not_an_id");
	*(int64_t *)at(fd, rec) = id;
	return OK;
}

static enum err parse_enum(const struct field *fd, struct str s, void *rec, struct fail *f)
{
	int v = names_find(fd->names, s);
	if (v < 0) {
		struct str all = {"", 0};
		for (int i = 0; i < fd->names->n; i++)
			all = str_fmt(f->arena, "%.*s%s%s", STR_ARG(all), i ? ", " : "",
				      fd->names->v[i]);
		wrong(f, fd, "not_one_of");
		fail_arg(f, "allowed", all);
		return ERR_INPUT;
	}
	*(int *)at(fd, rec) = v;
	return OK;
}

static enum err parse_scalar(const struct field *fd, struct str s, void *rec, struct fail *f)
{
	switch (fd->type) {
	case FT_ID:
	case FT_REF:
		return parse_id(fd, s, rec, f);
	case FT_ENUM:
		return parse_enum(fd, s, rec, f);
	case FT_INT:
		return str_to_int(s, at(fd, rec)) ? wrong(f, fd, "not_a_number") : OK;
	case FT_TIME:
		return instant_parse(s, at(fd, rec)) ? wrong(f, fd, "not_a_time") : OK;
	case FT_DATE:
		return date_parse(s, at(fd, rec)) ? wrong(f, fd, "not_a_date") : OK;
	case FT_BOOL:
		if (!str_is(s, "true") && !str_is(s, "false"))
			return wrong(f, fd, "not_a_boolean");
		*(bool *)at(fd, rec) = str_is(s, "true");
		return OK;
	default:
		return ERR_BUG;
	}
}

enum err field_parse(const struct field *fd, struct arena *a, struct str text, void *rec,
		     struct fail *f)
{
	enum err e;
	if (text.n == 0 && fd->type != FT_BOOL && fd->type != FT_ENUM) {
		clear_one(fd, rec);
	} else if (fd->type == FT_TEXT || fd->type == FT_JSON || fd->type == FT_REFS) {
		*(struct str *)at(fd, rec) = str_dup(a, text);
	} else {
		e = parse_scalar(fd, text, rec, f);
		if (e)
			return e;
	}
	return check_one(fd, rec, f);
}

static enum err decode_refs(const struct field *fd, struct arena *a, json_t *v, void *rec,
			    struct fail *f)
{
	struct str all = {"", 0};
	size_t i;
	json_t *item;

	if (!json_is_array(v) || json_array_size(v) > 100)
		return wrong(f, fd, "not_a_list");
	json_array_foreach (v, i, item) {
		int64_t id;
		if (str_to_int(json_text(item), &id) || id <= 0)
			return wrong(f, fd, "not_an_id");
		all = str_fmt(a, "%.*s%s%lld", STR_ARG(all), i ? " " : "", (long long)id);
	}
	*(struct str *)at(fd, rec) = all;
	return OK;
}

static enum err decode_doc(const struct field *fd, struct arena *a, json_t *v, void *rec,
			   struct fail *f)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	if (!json_is_object(v) && !json_is_array(v))
		return wrong(f, fd, "not_an_object");
	jw_json(&w, v);
	*(struct str *)at(fd, rec) = buf_keep(&b, a);
	return OK;
}

static enum err decode_value(const struct field *fd, struct arena *a, json_t *v, void *rec,
			     struct fail *f)
{
	switch (fd->type) {
	case FT_JSON:
		return decode_doc(fd, a, v, rec, f);
	case FT_REFS:
		return decode_refs(fd, a, v, rec, f);
	case FT_BOOL:
		if (!json_is_boolean(v))
			return wrong(f, fd, "not_a_boolean");
		*(bool *)at(fd, rec) = json_is_true(v);
		return OK;
	case FT_INT:
		if (!json_is_integer(v))
			return wrong(f, fd, "not_a_number");
		*(int64_t *)at(fd, rec) = json_integer_value(v);
		return OK;
	case FT_TEXT:
		if (!json_is_string(v))
			return wrong(f, fd, "not_a_text");
		*(struct str *)at(fd, rec) = str_dup(a, json_text(v));
		return OK;
	default:
		if (!json_is_string(v))
			return wrong(f, fd, "not_a_text");
		return parse_scalar(fd, json_text(v), rec, f);
	}
}

static enum err decode_member(const struct fields *t, struct arena *a, const char *key,
			      json_t *v, unsigned when, void *rec, uint64_t *set,
			      struct fail *f)
{
	const struct field *fd = field_find(t, str_of(key));
	enum err e = OK;

	if (!fd || (fd->flags & F_HIDDEN && !(fd->flags & F_WRITE)))
		return fail_at(f, ERR_INPUT, key, "unknown_field");
	if (!(fd->flags & when))
		return fail_at(f, ERR_INPUT, key, "read_only");
	*set |= UINT64_C(1) << (fd - t->v);
	if (!json_is_null(v))
		e = decode_value(fd, a, v, rec, f);
	else if (fd->type == FT_BOOL || fd->type == FT_ENUM)
		e = wrong(f, fd, "required");
	else
		clear_one(fd, rec);
	return e ? e : check_one(fd, rec, f);
}

enum err fields_decode(const struct fields *t, struct arena *a, json_t *obj, unsigned when,
		       void *rec, uint64_t *ret_set, struct fail *f)
{
	enum err e = OK;
	uint64_t set = 0;
	const char *key;
	json_t *v;

	assert(t->n <= 64);
	if (!json_is_object(obj))
		return fail_at(f, ERR_INPUT, NULL, "not_an_object");
	json_object_foreach (obj, key, v)
		if (decode_member(t, a, key, v, when, rec, &set, f))
			e = ERR_INPUT;
	for (size_t i = 0; when == F_NEW && i < t->n; i++)
		if ((t->v[i].flags & F_REQUIRED) && !(set >> i & 1))
			e = wrong(f, &t->v[i], "required");
	*ret_set = set;
	return e;
}

/* Writes at most 255 bytes and a NUL: the first code point and stars, or what the mask keeps.
 */
static void mask_into(enum mask m, struct str s, char out[256])
{
	uint32_t cp;
	size_t first = utf8_next(s, 0, &cp);

	if (m == MASK_PHONE && s.n > 7) {
		snprintf(out, 256, "%.3s****%.4s", s.p, s.p + s.n - 4);
	} else if (m == MASK_PHONE) {
		snprintf(out, 256, "****");
	} else if (m == MASK_EMAIL) {
		ptrdiff_t i = str_find(s, '@', 0);
		struct str domain = i < 0 ? STR("") : str_slice(s, (size_t)i, s.n);
		snprintf(out, 256, "%.*s***%.*s", (int)first, s.p,
			 domain.n > 200 ? 200 : (int)domain.n, domain.p);
	} else {
		snprintf(out, 256, "%.*s***", (int)first, s.p);
	}
}

struct str mask_text(struct arena *a, enum mask m, struct str s)
{
	char out[256];
	if (s.n == 0)
		return s;
	mask_into(m, s, out);
	return str_dup(a, str_of(out));
}

static void encode_text(struct jw *w, const struct field *fd, struct str s, unsigned reveal)
{
	char out[256];

	if (s.n == 0) {
		jw_null(w);
	} else if (fd->mask && !(fd->mask & reveal)) {
		mask_into(fd->mask, s, out);
		jw_cstr(w, out);
	} else {
		jw_str(w, s);
	}
}

static void encode_refs(struct jw *w, struct str s)
{
	struct str part;

	jw_arr(w);
	while (s.n && str_split(&s, ' ', &part))
		jw_str(w, part);
	jw_end_arr(w);
}

static void encode_value(struct jw *w, const struct field *fd, const void *rec, unsigned reveal)
{
	if (fd->type != FT_REFS && is_empty(fd, rec)) {
		jw_null(w);
		return;
	}
	switch (fd->type) {
	case FT_ID:
	case FT_REF:
		jw_id(w, *(int64_t *)at(fd, rec));
		break;
	case FT_INT:
		jw_int(w, *(int64_t *)at(fd, rec));
		break;
	case FT_BOOL:
		jw_bool(w, *(bool *)at(fd, rec));
		break;
	case FT_ENUM:
		jw_cstr(w, names_get(fd->names, *(int *)at(fd, rec)));
		break;
	case FT_TIME:
		jw_time(w, *(struct instant *)at(fd, rec));
		break;
	case FT_DATE:
		jw_date(w, *(struct date *)at(fd, rec));
		break;
	case FT_TEXT:
		encode_text(w, fd, *(struct str *)at(fd, rec), reveal);
		break;
	case FT_JSON:
		jw_raw(w, *(struct str *)at(fd, rec));
		break;
	case FT_REFS:
		encode_refs(w, *(struct str *)at(fd, rec));
		break;
	}
}

void fields_encode_some(struct jw *w, const struct fields *t, const void *rec, uint64_t set,
			unsigned reveal)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].flags & F_HIDDEN || !(set >> i & 1))
			continue;
		jw_key(w, t->v[i].name);
		encode_value(w, &t->v[i], rec, reveal);
	}
}

static bool same(struct value a, struct value b)
{
	return a.kind == b.kind && (a.kind != V_INT || a.i == b.i) &&
	       (a.kind != V_TEXT || str_eq(a.s, b.s));
}

void fields_encode(struct jw *w, const struct fields *t, const void *rec, unsigned reveal)
{
	fields_encode_some(w, t, rec, UINT64_MAX, reveal);
}

uint64_t fields_diff(struct jw *w, const struct fields *t, const void *old, const void *rec)
{
	uint64_t set = 0;

	jw_obj(w);
	for (size_t i = 0; i < t->n; i++) {
		const struct field *fd = &t->v[i];
		if (fd->flags & F_COMPUTED || same(field_value(fd, old), field_value(fd, rec)))
			continue;
		set |= UINT64_C(1) << i;
		if (fd->flags & F_HIDDEN)
			continue;
		jw_key(w, fd->name);
		jw_arr(w);
		encode_value(w, fd, old, 0);
		encode_value(w, fd, rec, 0);
		jw_end_arr(w);
	}
	jw_end_obj(w);
	return set;
}

struct value field_value(const struct field *fd, const void *rec)
{
	switch (fd->type) {
	case FT_ID:
		return VAL_INT(*(int64_t *)at(fd, rec));
	case FT_REF:
		return VAL_REF(*(int64_t *)at(fd, rec));
	case FT_INT:
		return *(int64_t *)at(fd, rec) == INT_NONE ? VAL_NULL
							   : VAL_INT(*(int64_t *)at(fd, rec));
	case FT_BOOL:
		return VAL_INT(*(bool *)at(fd, rec));
	case FT_ENUM:
		return VAL_STR(str_of(names_get(fd->names, *(int *)at(fd, rec))));
	case FT_TIME:
		return VAL_TIME(*(struct instant *)at(fd, rec));
	case FT_DATE:
		return date_is_set(*(struct date *)at(fd, rec))
			       ? VAL_INT(((struct date *)at(fd, rec))->day)
			       : VAL_NULL;
	case FT_TEXT:
	case FT_JSON:
	case FT_REFS:
		return VAL_STR(*(struct str *)at(fd, rec));
	}
	return VAL_NULL;
}

enum err field_set(const struct field *fd, void *rec, struct value v)
{
	if (v.kind == V_NULL) {
		clear_one(fd, rec);
		return OK;
	}
	bool text = fd->type == FT_TEXT || fd->type == FT_JSON || fd->type == FT_REFS ||
		    fd->type == FT_ENUM;
	if (text != (v.kind == V_TEXT))
		return ERR_BUG;
	switch (fd->type) {
	case FT_ID:
	case FT_REF:
	case FT_INT:
		*(int64_t *)at(fd, rec) = v.i;
		break;
	case FT_BOOL:
		*(bool *)at(fd, rec) = v.i != 0;
		break;
	case FT_ENUM: {
		int k = names_find(fd->names, v.s);
		if (k < 0)
			return ERR_BUG;
		*(int *)at(fd, rec) = k;
		break;
	}
	case FT_TIME:
		*(struct instant *)at(fd, rec) = (struct instant){v.i};
		break;
	case FT_DATE:
		*(struct date *)at(fd, rec) = (struct date){(int32_t)v.i};
		break;
	case FT_TEXT:
	case FT_JSON:
	case FT_REFS:
		*(struct str *)at(fd, rec) = v.s;
		break;
	}
	return OK;
}
