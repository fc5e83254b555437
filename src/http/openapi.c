#include "http/openapi.h"

#include "http/problem.h"
#include "http/schema.h"
#include "http/stream.h"

#include <ctype.h>
#include <stdio.h>

static void string_schema(struct jw *w, const char *type, const char *extra)
{
	jw_key(w, "schema");
	jw_obj(w);
	jw_kcstr(w, "type", type);
	if (extra)
		jw_kcstr(w, "pattern", extra);
	jw_end_obj(w);
}

static void parameter_head(struct jw *w, const char *name, const char *in, const char *text)
{
	jw_obj(w);
	jw_kcstr(w, "name", name);
	jw_kcstr(w, "in", in);
	if (text)
		jw_kcstr(w, "description", text);
}

/* Whether a list's handler reads an argument of that name by itself. */
static bool is_own(const struct route *r, const char *name)
{
	for (const struct route_arg *a = r->args; a && a->name; a++)
		if (strcmp(a->name, name) == 0)
			return true;
	return false;
}

static void parameter(struct jw *w, const char *name, const char *in, bool required,
		      const char *type, const char *text)
{
	bool time = strcmp(type, "date-time") == 0;

	parameter_head(w, name, in, text);
	if (required)
		jw_kbool(w, "required", true);
	string_schema(w, time ? "string" : type, NULL);
	jw_end_obj(w);
}

/* {id} of the path; one that names another record ({customer_id}) keeps its name. */
static void path_parameters(struct jw *w, const char *path)
{
	char name[40];

	for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
		size_t n = strcspn(p + 1, "}");
		snprintf(name, sizeof name, "%.*s", (int)n, p + 1);
		parameter_head(w, name, "path", NULL);
		jw_kbool(w, "required", true);
		bool id =
			strcmp(name, "id") == 0 || (n > 3 && strcmp(name + n - 3, "_id") == 0);
		string_schema(w, "string", id ? "^[1-9][0-9]*$" : NULL);
		jw_end_obj(w);
	}
}

/* of: "schemas", "parameters". */
static void reference(struct jw *w, const char *of, const char *name, const char *suffix)
{
	char ref[160];

	snprintf(ref, sizeof ref, "#/components/%s/%s%s", of, name, suffix);
	jw_obj(w);
	jw_kcstr(w, "$ref", ref);
	jw_end_obj(w);
}

/* The type whose filters a route takes; NULL: none. */
static const struct fields *listed(const struct route *r)
{
	return r->list ? r->list : r->filters;
}

/* What can be asked of a field, by operator. */
static const struct filter_op {
	const char *op;
	const char *text;
	bool spans; /* of times, dates and numbers alone */
} filter_ops[] = {
	{"", "Equal; also [ne], [in] with commas, [null] with true or false.", false},
	{"gte", "At or after; also [gt].", true},
	{"lt", "Before; also [lte].", true},
};
enum { FILTER_OPS = sizeof filter_ops / sizeof *filter_ops };

static bool takes_op(const struct field *fd, const struct filter_op *op)
{
	bool spans = fd->type == FT_TIME || fd->type == FT_DATE || fd->type == FT_INT;
	return (fd->flags & F_FILTER) && (spans || !op->spans);
}

/* The name of a filter among the components: "customer.tier", "customer.created_at.gte". */
static void filter_key(char key[120], const struct fields *t, const struct field *fd,
		       const struct filter_op *op)
{
	snprintf(key, 120, "%s.%s%s%s", t->name, fd->name, op->op[0] ? "." : "", op->op);
}

static void filters(struct jw *w, const struct route *r)
{
	const struct fields *t = listed(r);
	char key[120];

	for (size_t i = 0; i < t->n; i++)
		for (int k = 0; !is_own(r, t->v[i].name) && k < FILTER_OPS; k++) {
			if (!takes_op(&t->v[i], &filter_ops[k]))
				continue;
			filter_key(key, t, &t->v[i], &filter_ops[k]);
			reference(w, "parameters", key, "");
		}
}

/* A filter of a field as a component, under its name. */
static void filter_component(struct jw *w, const struct fields *t, const struct field *fd,
			     const struct filter_op *op)
{
	char key[120], name[80];

	filter_key(key, t, fd, op);
	jw_key(w, key);
	snprintf(name, sizeof name, op->op[0] ? "%s[%s]" : "%s%s", fd->name, op->op);
	parameter_head(w, name, "query", op->text);
	jw_key(w, "schema");
	schema_argument(w, fd);
	jw_end_obj(w);
}

static void sort_component(struct jw *w, const struct fields *t)
{
	char name[80];

	snprintf(name, sizeof name, "%s.sort", t->name);
	jw_key(w, name);
	parameter_head(w, "sort", "query", "Field to sort by, with - for descending.");
	jw_key(w, "schema");
	jw_obj(w);
	jw_key(w, "enum");
	jw_arr(w);
	for (size_t i = 0; i < t->n; i++) {
		if (!(t->v[i].flags & F_SORT))
			continue;
		snprintf(name, sizeof name, "-%s", t->v[i].name);
		jw_cstr(w, t->v[i].name);
		jw_cstr(w, name);
	}
	jw_end_arr(w);
	jw_end_obj(w);
	jw_end_obj(w);
}

/* The arguments that every list takes. */
static const struct route_arg list_args[] = {
	{"limit", "integer", "Rows of a page, 1 to 200; 50 by default."},
	{"cursor", "string", "`next` of the page before."},
	{"page", "integer", "Or the number of the page, from 1."},
	{"with_total", "integer", "1: count all rows, too."},
	{"total_max", "integer",
	 "Count no further: a `total` of so many says so many or more."},
	{"q", "string", "Words to search for."},
	{"tag", "string", "Id of a tag."},
};

static void list_parameters(struct jw *w, const struct route *r)
{
	if (!is_own(r, "sort"))
		reference(w, "parameters", listed(r)->name, ".sort");
	for (size_t i = 0; i < sizeof list_args / sizeof *list_args; i++) {
		const struct route_arg *a = &list_args[i];
		bool search = strcmp(a->name, "q") == 0 && !list_is_searchable(listed(r));
		bool tags = strcmp(a->name, "tag") == 0 && !list_has_tags(listed(r));
		bool page = strcmp(a->name, "page") == 0 && !list_has_page(listed(r));
		if (!is_own(r, a->name) && !search && !tags && !page)
			parameter(w, a->name, "query", false, a->type, a->text);
	}
	filters(w, r);
}

static void parameters(struct jw *w, const struct route *r)
{
	jw_key(w, "parameters");
	jw_arr(w);
	path_parameters(w, r->path);
	if (listed(r))
		list_parameters(w, r);
	for (const struct route_arg *a = r->args; a && a->name; a++)
		parameter(w, a->name, "query", false, a->type, a->text);
	if (r->if_match)
		parameter(w, "If-Match", "header", true, "string", "ETag of the record.");
	if (route_takes_key(r))
		parameter(w, "Idempotency-Key", "header", false, "string",
			  r->secret ? "The same key does it once, for 72 hours; again is a 409."
				    : "The same key gives the same reply again, for 72 hours.");
	jw_end_arr(w);
}

static void body(struct jw *w, const struct route *r)
{
	const char *suffix = schema_suffix(r->body_when ? r->body_when : F_NEW);

	if (r->upload) {
		jw_key(w, "requestBody");
		jw_raw(w, STR("{\"content\":{\"application/octet-stream\":{\"schema\":{"
			      "\"type\":\"string\",\"format\":\"binary\"}}}}"));
	}
	if (!r->body && !r->body_schema)
		return;
	jw_key(w, "requestBody");
	jw_obj(w);
	jw_key(w, "content");
	jw_obj(w);
	jw_key(w, "application/json");
	jw_obj(w);
	jw_key(w, "schema");
	if (r->body)
		reference(w, "schemas", r->body->name, suffix);
	else
		jw_raw(w, str_of(r->body_schema));
	jw_end_obj(w);
	jw_end_obj(w);
	jw_end_obj(w);
}

static void page_schema(struct jw *w, const struct fields *t)
{
	jw_obj(w);
	jw_kcstr(w, "type", "object");
	jw_key(w, "required");
	jw_raw(w, STR("[\"items\",\"next\"]"));
	jw_kbool(w, "additionalProperties", false);
	jw_key(w, "properties");
	jw_obj(w);
	jw_key(w, "items");
	jw_obj(w);
	jw_kcstr(w, "type", "array");
	jw_key(w, "items");
	reference(w, "schemas", t->name, "");
	jw_end_obj(w);
	jw_key(w, "next");
	jw_raw(w, STR("{\"type\":[\"string\",\"null\"]}"));
	jw_key(w, "total");
	jw_raw(w, STR("{\"type\":\"integer\",\"minimum\":0}"));
	jw_end_obj(w);
	jw_end_obj(w);
}

static const char *media_type(const struct route *r)
{
	if (r->reply_type)
		return r->reply_type;
	return r->fn == stream_open ? "text/event-stream" : "application/json";
}

static void success_content(struct jw *w, const struct route *r)
{
	jw_key(w, "content");
	jw_obj(w);
	jw_key(w, media_type(r));
	jw_obj(w);
	jw_key(w, "schema");
	if (r->reply)
		reference(w, "schemas", r->reply->name, "");
	else if (r->list)
		page_schema(w, r->list);
	else
		schema_text(w, r->reply_schema ? r->reply_schema : "{\"type\":\"string\"}",
			    r->reply_part);
	jw_end_obj(w);
	jw_end_obj(w);
}

static void responses(struct jw *w, const struct route *r)
{
	bool content =
		r->reply || r->list || r->reply_schema || r->reply_type || r->fn == stream_open;
	char status[16];

	snprintf(status, sizeof status, "%d", r->status ? r->status : content ? 200 : 204);
	jw_key(w, "responses");
	jw_obj(w);
	jw_key(w, status);
	jw_obj(w);
	jw_kcstr(w, "description", content ? "Done." : "Done; no content.");
	if (content)
		success_content(w, r);
	jw_end_obj(w);
	jw_key(w, "default");
	jw_raw(w, STR("{\"$ref\":\"#/components/responses/problem\"}"));
	jw_end_obj(w);
}

/* "get_users_id": stable names for generated clients. */
static void operation_id(struct jw *w, const struct route *r)
{
	char id[120];
	size_t n = 0;

	for (const char *p = r->method; *p && n < 100; p++)
		id[n++] = (char)tolower((unsigned char)*p);
	for (const char *p = r->path; *p && n < 100; p++)
		if (*p != '{' && *p != '}')
			id[n++] = isalnum((unsigned char)*p) ? *p : '_';
	id[n] = 0;
	jw_kcstr(w, "operationId", id);
}

static void operation(struct jw *w, const struct route *r)
{
	char method[8];
	char tag[40];
	size_t n = strcspn(r->path + 1, "/");

	for (size_t i = 0; i < sizeof method; i++)
		method[i] =
			i <= strlen(r->method) ? (char)tolower((unsigned char)r->method[i]) : 0;
	snprintf(tag, sizeof tag, "%.*s", (int)n, r->path + 1);
	jw_key(w, method);
	jw_obj(w);
	operation_id(w, r);
	if (r->text)
		jw_kcstr(w, "summary", r->text);
	jw_key(w, "tags");
	jw_arr(w);
	jw_cstr(w, tag);
	jw_end_arr(w);
	jw_kcstr(w, "x-permission", names_get(&perm_names, (int)r->perm));
	if (r->recent)
		jw_kbool(w, "x-recent-password", true);
	if (r->perm == PERM_PUBLIC) {
		jw_key(w, "security");
		jw_raw(w, STR("[]"));
	}
	parameters(w, r);
	body(w, r);
	responses(w, r);
	jw_end_obj(w);
}

/* Calls fn for every route, in the order of the blocks, until it returns true. */
static bool each_route(bool (*fn)(const struct route *r, void *arg), void *arg)
{
	for (size_t i = 0; i < route_blocks_n; i++)
		for (size_t k = 0; k < route_blocks[i]->n; k++)
			if (fn(&route_blocks[i]->v[k], arg))
				return true;
	return false;
}

struct path_printer {
	struct jw *w;
	const struct route *first; /* of this path */
};

static bool is_before(const struct route *r, void *arg)
{
	struct path_printer *p = arg;

	if (strcmp(r->path, p->first->path) != 0)
		return false;
	p->first = r;
	return true;
}

static bool print_same_path(const struct route *r, void *arg)
{
	const struct path_printer *p = arg;

	if (strcmp(r->path, p->first->path) == 0)
		operation(p->w, r);
	return false;
}

/* A path is printed with all its methods when its first route comes by. */
static bool print_path(const struct route *r, void *arg)
{
	struct path_printer p = {arg, r};

	each_route(is_before, &p);
	if (p.first != r)
		return false;
	jw_key(p.w, r->path);
	jw_obj(p.w);
	each_route(print_same_path, &p);
	jw_end_obj(p.w);
	return false;
}

static bool collect(const struct route *r, void *arg)
{
	struct schema_set *set = arg;

	schema_add(set, r->body);
	schema_add(set, r->reply);
	schema_add(set, r->list);
	if (r->resource)
		schema_add(set, r->resource->fields);
	return false;
}

static bool collect_listed(const struct route *r, void *arg)
{
	schema_add(arg, listed(r));
	return false;
}

/* What lists and exports of a type take, once for all of their routes. */
static void parameter_components(struct jw *w)
{
	struct schema_set set = {0};

	each_route(collect_listed, &set);
	jw_key(w, "parameters");
	jw_obj(w);
	for (size_t n = 0; n < set.n; n++) {
		const struct fields *t = set.v[n];
		sort_component(w, t);
		for (size_t i = 0; i < t->n; i++)
			for (int k = 0; k < FILTER_OPS; k++)
				if (takes_op(&t->v[i], &filter_ops[k]))
					filter_component(w, t, &t->v[i], &filter_ops[k]);
	}
	jw_end_obj(w);
}

static void components(struct jw *w)
{
	struct schema_set set = {0};

	each_route(collect, &set);
	jw_key(w, "components");
	jw_obj(w);
	jw_key(w, "schemas");
	jw_obj(w);
	for (size_t i = 0; i < set.n; i++)
		schema_record(w, set.v[i]);
	jw_key(w, "problem");
	jw_raw(w, str_of(problem_schema));
	jw_end_obj(w);
	parameter_components(w);
	jw_key(w, "responses");
	jw_raw(w,
	       STR("{\"problem\":{\"description\":\"What was wrong (RFC 9457).\",\"content\":"
		   "{\"application/problem+json\":{\"schema\":"
		   "{\"$ref\":\"#/components/schemas/problem\"}}}}}"));
	jw_key(w, "securitySchemes");
	jw_raw(w, STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"genjin\","
		      "\"description\":\"Cookie of POST /session; over TLS its name is "
		      "__Host-genjin. Unsafe methods need a same-origin Origin.\"},"
		      "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\","
		      "\"description\":\"Token of POST /tokens.\"}}"));
	jw_end_obj(w);
}

/* Two spaces a level; strings are copied as they are. */
static void indent(struct str s, struct buf *out)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool open = !quoted && (c == '{' || c == '[');
		bool close = !quoted && (c == '}' || c == ']');
		bool empty = open && i + 1 < s.n && (s.p[i + 1] == '}' || s.p[i + 1] == ']');
		if (quoted && c == '\\' && i + 1 < s.n) {
			buf_put(out, s.p + i++, 2);
			continue;
		}
		if (c == '"')
			quoted = !quoted;
		if (empty) {
			buf_put(out, s.p + i++, 2);
			continue;
		}
		depth += open - close;
		if (close)
			buf_printf(out, "\n%*s", depth * 2, "");
		buf_putc(out, c);
		if (open || (!quoted && c == ','))
			buf_printf(out, "\n%*s", depth * 2, "");
		else if (!quoted && c == ':')
			buf_putc(out, ' ');
	}
	buf_putc(out, '\n');
}

void openapi_write(struct buf *out)
{
	struct buf compact = {0};
	struct jw w = {.buf = &compact};

	jw_obj(&w);
	jw_kcstr(&w, "openapi", "3.1.0");
	jw_key(&w, "info");
	jw_raw(&w,
	       STR("{\"title\":\"Genjin\",\"version\":\"1\",\"summary\":\"Customer follow-up: "
		   "deadlines, tickets, visits, satisfaction.\",\"license\":{\"name\":"
		   "\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}}"));
	jw_key(&w, "servers");
	jw_raw(&w, STR("[{\"url\":\"/api/v1\"}]"));
	jw_key(&w, "security");
	jw_raw(&w, STR("[{\"session\":[]},{\"token\":[]}]"));
	jw_key(&w, "paths");
	jw_obj(&w);
	each_route(print_path, &w);
	jw_end_obj(&w);
	components(&w);
	jw_end_obj(&w);
	if (buf_ok(&compact))
		indent(buf_str(&compact), out);
	else
		out->failed = true;
	buf_done(&compact);
}
