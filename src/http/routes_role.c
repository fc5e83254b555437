/* Endpoints of roles, and the permission table: what each role grants and each route asks for.
 */
#include "base/csv.h"
#include "domain/role.h"
#include "http/route.h"
#include "service/roles.h"

#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
#define OBJECT(required, properties)                                                           \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "],"     \
	"\"properties\":{" properties "}}"

// clang-format off
static const char table_schema[] = OBJECT("\"permissions\",\"roles\",\"routes\"",
	"\"permissions\":{\"type\":\"array\",\"items\":"
	OBJECT("\"name\",\"title\",\"scoped\"", TEXT("name") "," TEXT("title") ","
	       "\"scoped\":{\"type\":\"boolean\",\"description\":"
	       "\"Own and department mean something for it.\"}") "},"
	"\"roles\":{\"type\":\"array\",\"items\":"
	OBJECT("\"name\",\"title\",\"grants\"", TEXT("name") "," TEXT("title") ","
	       "\"grants\":{\"type\":\"object\",\"additionalProperties\":"
	       "{\"enum\":[\"none\",\"own\",\"department\",\"all\"]}}") "},"
	"\"routes\":{\"type\":\"array\",\"items\":"
	OBJECT("\"method\",\"path\",\"permission\",\"text\"", TEXT("method") "," TEXT("path") ","
	       TEXT("permission") "," TEXT("text")) "}");
// clang-format on

static const char *perm_of(const struct route *r)
{
	return names_get(&perm_names, (int)r->perm);
}

static void write_routes(struct jw *w)
{
	jw_arr(w);
	for (size_t b = 0; b < route_blocks_n; b++)
		for (size_t i = 0; i < route_blocks[b]->n; i++) {
			const struct route *r = &route_blocks[b]->v[i];
			jw_obj(w);
			jw_kcstr(w, "method", r->method);
			jw_kcstr(w, "path", r->path);
			jw_kcstr(w, "permission", perm_of(r));
			jw_kcstr(w, "text", r->text);
			jw_end_obj(w);
		}
	jw_end_arr(w);
}

static enum err table(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct list_page page;

	(void)req;
	enum err e = roles_list(cx, &page);
	if (e)
		return e;
	const struct role *v = page.rows;
	jw_obj(&w);
	jw_key(&w, "permissions");
	permissions_write(cx->lang, &w);
	jw_key(&w, "roles");
	jw_arr(&w);
	for (size_t i = 0; i < page.n; i++) {
		jw_obj(&w);
		jw_kstr(&w, "name", v[i].name);
		jw_kstr(&w, "title", v[i].title);
		jw_key(&w, "grants");
		jw_raw(&w, v[i].grants);
		jw_end_obj(&w);
	}
	jw_end_arr(&w);
	jw_key(&w, "routes");
	write_routes(&w);
	jw_end_obj(&w);
	return OK;
}

static void put_row(struct buf *b, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_put(b, cells[i], i == 0);
	buf_puts(b, "\r\n");
}

static enum err put_grants(struct ctx *cx, const struct role *r, struct buf *b)
{
	struct grants g;

	enum err e = role_read(cx->arena, r, cx->fail, &g);
	if (e)
		return e;
	for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++) {
		const struct str cells[] = {STR("role"),
					    r->name,
					    str_of(names_get(&perm_names, p)),
					    str_of(names_get(&scope_names, g.scope[p])),
					    STR(""),
					    STR("")};
		put_row(b, cells, 6);
	}
	return OK;
}

static enum err table_csv(struct ctx *cx, struct request *req, struct reply *rep)
{
	static const char *const titles[] = {"row",   "role",	"permission",
					     "scope", "method", "path"};
	struct buf *b = &rep->body;
	struct list_page page;

	(void)req;
	rep->content_type = "text/csv; charset=utf-8";
	rep->download = true;
	rep->filename = STR("permissions.csv");
	for (size_t i = 0; i < 6; i++)
		csv_put(b, str_of(titles[i]), i == 0);
	buf_puts(b, "\r\n");
	enum err e = roles_list(cx, &page);
	for (size_t i = 0; !e && i < page.n; i++)
		e = put_grants(cx, (const struct role *)page.rows + i, b);
	for (size_t k = 0; !e && k < route_blocks_n; k++)
		for (size_t i = 0; i < route_blocks[k]->n; i++) {
			const struct route *r = &route_blocks[k]->v[i];
			const struct str cells[] = {STR("route"),	STR(""),
						    str_of(perm_of(r)), STR(""),
						    str_of(r->method),	str_of(r->path)};
			put_row(b, cells, 6);
		}
	return e;
}

static const struct route rows[] = {
	REST_READ("/roles", &role_resource, &role_fields, PERM_LOGIN, "roles"),
	ROUTE(POST, "/roles", PERM_USER_WRITE, rest_create, .resource = &role_resource,
	      .body = &role_fields, .reply = &role_fields, .status = 201, .recent = true,
	      .text = "Create one of the roles"),
	ROUTE(PATCH, "/roles/{id}", PERM_USER_WRITE, rest_change, .resource = &role_resource,
	      .body = &role_fields, .body_when = F_EDIT, .reply = &role_fields,
	      .if_match = true, .recent = true, .text = "Change one of the roles"),
	ROUTE(DELETE, "/roles/{id}", PERM_USER_WRITE, rest_delete, .resource = &role_resource,
	      .if_match = true, .recent = true, .status = 204,
	      .text = "Delete one of the roles"),
	ROUTE(GET, "/permission-table", PERM_LOGIN, table, .reply_schema = table_schema,
	      .text = "What each role grants, and what each route asks for"),
	ROUTE(GET, "/permission-table.csv", PERM_LOGIN, table_csv, .reply_type = "text/csv",
	      .text = "The same as a table for spreadsheets"),
};
ROUTE_BLOCK(role_routes, rows);
