#include "domain/role.h"

static const char grants_schema[] = "{\"type\":\"object\",\"additionalProperties\":"
				    "{\"enum\":[\"none\",\"own\",\"department\",\"all\"]}}";

static const struct field rows[] = {
	RECORD_ROWS(struct role),
	F_TEXT(struct role, name, F_NEW | F_REQUIRED | F_FILTER | F_SORT, .min = 2, .max = 40),
	F_TEXT(struct role, title, F_WRITE, .max = 60),
	F_TEXT(struct role, text, F_WRITE, .max = 400),
	F_JSON(struct role, grants, F_WRITE, .schema = grants_schema),
	F_BOOL(struct role, built_in, F_FILTER),
};
const struct fields role_fields = FIELDS(struct role, "role", "roles", rows);

/* What an administrator must keep: without it nobody could give rights back. */
static const enum perm kept[] = {PERM_USER_READ, PERM_USER_WRITE, PERM_SETTING_WRITE};

static struct grants shipped(const struct role *r)
{
	struct grants g = {0};
	int role = r->built_in ? names_find(&default_role_names, r->name) : -1;

	for (int p = PERM_LOGIN + 1; role >= 0 && p < PERM_COUNT; p++)
		g.scope[p] =
			(unsigned char)default_scope((enum default_role)role, (enum perm)p);
	return g;
}

static enum err read_grant(const char *key, const json_t *v, struct fail *f, struct grants *g)
{
	int perm = names_find(&perm_names, str_of(key));
	int scope = json_is_string(v) ? names_find(&scope_names, json_text(v)) : -1;

	if (perm <= PERM_LOGIN)
		return fail_at(f, ERR_INPUT, key, "unknown_field");
	bool partly = scope == SCOPE_OWN || scope == SCOPE_DEPARTMENT;
	if (scope < 0 || (partly && !perm_is_scoped((enum perm)perm)))
		return fail_at(f, ERR_INPUT, key, "not_a_scope");
	g->scope[perm] = (unsigned char)scope;
	return OK;
}

enum err role_read(struct arena *a, const struct role *r, struct fail *f,
		   struct grants *ret_grants)
{
	struct grants g = shipped(r);
	struct str outer = f->within;
	const char *key;
	json_t *doc;
	json_t *v;

	enum err e = json_read(a, r->grants.n ? r->grants : STR("{}"), f, &doc);
	if (!e && !json_is_object(doc))
		e = fail_at(f, ERR_INPUT, "grants", "not_an_object");
	if (e)
		return e;
	f->within = str_cat(a, outer, STR("grants."));
	json_object_foreach (doc, key, v) {
		enum err bad = read_grant(str_dup(a, str_of(key)).p, v, f, &g);
		if (bad)
			e = bad;
	}
	f->within = outer;
	if (!e)
		*ret_grants = g;
	return e;
}

struct str grants_write(struct arena *a, const struct grants *g)
{
	struct str out = STR("");

	for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++)
		out = str_fmt(a, "%.*s%s\"%s\":\"%s\"", STR_ARG(out), out.n ? "," : "",
			      names_get(&perm_names, p), names_get(&scope_names, g->scope[p]));
	return str_fmt(a, "{%.*s}", STR_ARG(out));
}

static bool is_plain(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

static enum err check_kept(struct arena *a, const struct role *r, const struct grants *g,
			   struct fail *f)
{
	enum err e = OK;

	if (!r->built_in || !str_is(r->name, names_get(&default_role_names, ROLE_ADMIN)))
		return OK;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (g->scope[kept[i]] != SCOPE_ALL)
			e = fail_at(f, ERR_INPUT,
				    str_fmt(a, "grants.%s", names_get(&perm_names, kept[i])).p,
				    "administrator_keeps");
	return e;
}

enum err role_check(struct arena *a, struct role *r, struct fail *f, struct grants *ret_grants)
{
	struct grants g;

	if (!is_plain(r->name))
		return fail_at(f, ERR_INPUT, "name", "bad_name_characters");
	enum err e = role_read(a, r, f, &g);
	if (!e)
		e = check_kept(a, r, &g, f);
	if (e)
		return e;
	r->grants = grants_write(a, &g);
	*ret_grants = g;
	return OK;
}
