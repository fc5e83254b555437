#include "http/schema.h"

#include <stdio.h>

void schema_add(struct schema_set *set, const struct fields *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i] == t)
			return;
	if (set->n < sizeof set->v / sizeof *set->v)
		set->v[set->n++] = t;
}

static void write_names(struct jw *w, const struct names *names)
{
	jw_key(w, "enum");
	jw_arr(w);
	for (int i = 0; i < names->n; i++)
		jw_cstr(w, names->v[i]);
	jw_end_arr(w);
}

static void write_type(struct jw *w, const char *type, bool nullable)
{
	jw_key(w, "type");
	if (nullable)
		jw_arr(w);
	jw_cstr(w, type);
	if (nullable) {
		jw_cstr(w, "null");
		jw_end_arr(w);
	}
}

static void write_text(struct jw *w, const struct field *fd, unsigned when, bool nullable)
{
	write_type(w, "string", nullable);
	if (when && fd->min)
		jw_kint(w, "minLength", fd->min);
	if (when && fd->max)
		jw_kint(w, "maxLength", fd->max);
	if (fd->mask)
		jw_kcstr(w, "description", "Masked for those who may not see it whole.");
}

static void write_int(struct jw *w, const struct field *fd, bool nullable)
{
	write_type(w, "integer", nullable);
	if (fd->min || fd->max)
		jw_kint(w, "minimum", fd->min);
	if (fd->max)
		jw_kint(w, "maximum", fd->max);
}

static void write_ids(struct jw *w)
{
	jw_key(w, "items");
	jw_obj(w);
	jw_kcstr(w, "type", "string");
	jw_kcstr(w, "pattern", "^[1-9][0-9]*$");
	jw_end_obj(w);
}

static void write_document(struct jw *w, bool nullable)
{
	jw_key(w, "type");
	jw_raw(w, nullable ? STR("[\"object\",\"array\",\"null\"]")
			   : STR("[\"object\",\"array\"]"));
	/* Said, since the types of clients derive from it. */
	jw_kbool(w, "additionalProperties", true);
}

static void write_id(struct jw *w, const struct field *fd, bool nullable)
{
	char text[80];

	write_type(w, "string", nullable);
	jw_kcstr(w, "pattern", "^[1-9][0-9]*$");
	if (fd->type == FT_REF && fd->ref) {
		snprintf(text, sizeof text, "Id of a %s.", fd->ref);
		jw_kcstr(w, "description", text);
	}
}

const char *schema_suffix(unsigned when)
{
	if (when == F_NEW)
		return "_new";
	if (when == F_EDIT)
		return "_edit";
	return when == F_SELF ? "_self" : "";
}

/* when: 0 as it is read, else F_NEW, F_EDIT or F_SELF as it is given. */
static void write_field(struct jw *w, const struct field *fd, unsigned when)
{
	static const char *const always[] = {"id", "version", "created_at", "updated_at"};
	bool nullable = !(fd->flags & F_REQUIRED);

	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		nullable &= strcmp(fd->name, always[i]) != 0;
	if (fd->schema) {
		jw_raw(w, str_of(fd->schema));
		return;
	}
	jw_obj(w);
	if (fd->type == FT_ID || fd->type == FT_REF) {
		write_id(w, fd, nullable);
	} else if (fd->type == FT_INT) {
		write_int(w, fd, nullable);
	} else if (fd->type == FT_BOOL) {
		write_type(w, "boolean", false);
	} else if (fd->type == FT_ENUM) {
		write_names(w, fd->names);
	} else if (fd->type == FT_TEXT) {
		write_text(w, fd, when, nullable);
	} else if (fd->type == FT_REFS) {
		write_type(w, "array", when && nullable);
		write_ids(w);
	} else if (fd->type == FT_JSON) {
		write_document(w, nullable);
	} else {
		write_type(w, "string", nullable);
		jw_kcstr(w, "format", fd->type == FT_TIME ? "date-time" : "date");
	}
	if (!when && !(fd->flags & F_WRITE))
		jw_kbool(w, "readOnly", true);
	jw_end_obj(w);
}

static bool shown(const struct field *fd, unsigned when)
{
	return when ? (fd->flags & when) != 0 : !(fd->flags & F_HIDDEN);
}

static void write_required(struct jw *w, const struct fields *t, unsigned when)
{
	jw_arr(w);
	for (size_t i = 0; i < t->n; i++)
		if (shown(&t->v[i], when) &&
		    (when == 0 || (when == F_NEW && t->v[i].flags & F_REQUIRED)))
			jw_cstr(w, t->v[i].name);
	jw_end_arr(w);
}

static void write_properties(struct jw *w, const struct fields *t, unsigned when)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!shown(&t->v[i], when))
			continue;
		jw_key(w, t->v[i].name);
		write_field(w, &t->v[i], when);
	}
}

static void write_schema(struct jw *w, const struct fields *t, unsigned when)
{
	char name[100];

	snprintf(name, sizeof name, "%s%s", t->name, schema_suffix(when));
	jw_key(w, name);
	jw_obj(w);
	jw_kcstr(w, "type", "object");
	jw_kbool(w, "additionalProperties", false);
	jw_key(w, "required");
	write_required(w, t, when);
	jw_key(w, "properties");
	jw_obj(w);
	write_properties(w, t, when);
	if (!when) {
		jw_key(w, "can");
		jw_raw(w, STR("{\"type\":\"object\",\"additionalProperties\":{\"type\":"
			      "\"boolean\"},"
			      "\"description\":\"What you may do with it.\"}"));
	}
	jw_end_obj(w);
	jw_end_obj(w);
}

static bool any(const struct fields *t, unsigned flag)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].flags & flag)
			return true;
	return false;
}

void schema_record(struct jw *w, const struct fields *t)
{
	write_schema(w, t, 0);
	if (any(t, F_NEW))
		write_schema(w, t, F_NEW);
	if (any(t, F_EDIT))
		write_schema(w, t, F_EDIT);
	if (any(t, F_SELF))
		write_schema(w, t, F_SELF);
}

/* The names or the properties of a type without the brackets around them. */
static void put_fields(struct buf *out, const struct fields *t, bool properties)
{
	struct buf b = {0};
	struct jw w = {.buf = &b};

	if (properties) {
		jw_obj(&w);
		write_properties(&w, t, 0);
		jw_end_obj(&w);
	} else {
		write_required(&w, t, 0);
	}
	if (buf_ok(&b))
		buf_put(out, b.p + 1, b.n - 2);
	else
		out->failed = true;
	buf_done(&b);
}

void schema_text(struct jw *w, const char *text, const struct fields *t)
{
	static const char mark[] = "\"@fields\"", value[] = ":0";
	const char *at;
	struct buf out = {0};

	while (t && (at = strstr(text, mark))) {
		buf_put(&out, text, (size_t)(at - text));
		text = at + sizeof mark - 1;
		bool properties = strncmp(text, value, sizeof value - 1) == 0;
		put_fields(&out, t, properties);
		text += properties ? sizeof value - 1 : 0;
	}
	buf_put(&out, text, strlen(text));
	if (buf_ok(&out))
		jw_raw(w, buf_str(&out));
	else
		w->buf->failed = true;
	buf_done(&out);
}

void schema_argument(struct jw *w, const struct field *fd)
{
	jw_obj(w);
	if (fd->type == FT_ENUM) {
		write_names(w, fd->names);
	} else if (fd->type == FT_INT) {
		jw_kcstr(w, "type", "integer");
	} else if (fd->type == FT_BOOL) {
		jw_kcstr(w, "type", "boolean");
	} else {
		jw_kcstr(w, "type", "string");
		if (fd->type == FT_TIME || fd->type == FT_DATE)
			jw_kcstr(w, "format", fd->type == FT_TIME ? "date-time" : "date");
	}
	jw_end_obj(w);
}
