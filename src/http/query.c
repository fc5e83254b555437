/* The query string of a list: filters, sort, page, search. */
#include "http/request.h"

enum { TOTAL_MAX = 1000000 };

struct parse {
	struct ctx *cx;
	const struct request *req;
	const struct fields *t;
	struct list_query *q;
	void *scratch; /* a record to parse values into */
};

static enum err refuse(const struct parse *p, struct str name, const char *code)
{
	return fail_at(p->cx->fail, ERR_INPUT, str_dup(p->cx->arena, name).p, code);
}

static const struct {
	const char *name;
	enum cmp cmp;
} operators[] = {
	{"ne", CMP_NE},	 {"lt", CMP_LT}, {"lte", CMP_LE},    {"gt", CMP_GT},
	{"gte", CMP_GE}, {"in", CMP_IN}, {"null", CMP_NULL},
};

/* Takes "name[op]" apart. */
static enum err read_operator(const struct parse *p, struct str *name, enum cmp *ret_cmp)
{
	struct str whole = *name;
	ptrdiff_t open = str_find(whole, '[', 0);

	*ret_cmp = CMP_EQ;
	if (open < 0)
		return OK;
	*name = str_slice(whole, 0, (size_t)open);
	struct str op = str_slice(whole, (size_t)open + 1, whole.n - 1);
	if (whole.p[whole.n - 1] != ']')
		return refuse(p, whole, "bad_operator");
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (str_is(op, operators[i].name)) {
			*ret_cmp = operators[i].cmp;
			return OK;
		}
	return refuse(p, whole, "bad_operator");
}

static enum err read_value(const struct parse *p, const struct field *fd, struct str text,
			   struct value *ret_value)
{
	enum err e = field_parse(fd, p->cx->arena, text, p->scratch, p->cx->fail);
	if (!e)
		*ret_value = field_value(fd, p->scratch);
	return e;
}

static enum err read_values(const struct parse *p, const struct field *fd, struct str text,
			    struct cond *cond)
{
	struct value *values = NULL;
	size_t n = 0;
	size_t cap = 0;
	struct str part;

	while (text.p && str_split(&text, cond->cmp == CMP_IN ? ',' : '\0', &part)) {
		if (n == 100)
			return refuse(p, str_of(fd->name), "too_many_filters");
		struct value *v = ARENA_PUSH(p->cx->arena, values, n, cap);
		enum err e = read_value(p, fd, part, v);
		if (e)
			return e;
	}
	cond->values = values;
	cond->n_values = n;
	return OK;
}

static enum err read_filter(const struct parse *p, struct str name, struct str text)
{
	struct str whole = name;
	enum cmp cmp;

	enum err e = read_operator(p, &name, &cmp);
	if (e)
		return e;
	const struct field *fd = field_find(p->t, name);
	if (!fd || fd->flags & F_HIDDEN)
		return refuse(p, whole, "unknown_argument");
	if (!(fd->flags & F_FILTER))
		return refuse(p, whole, "not_filterable");
	if (p->q->n_conds == sizeof p->q->conds / sizeof *p->q->conds)
		return refuse(p, whole, "too_many_filters");
	struct cond cond = {.field = fd, .cmp = cmp};
	if (cmp == CMP_NULL) {
		if (!str_is(text, "true") && !str_is(text, "false"))
			return refuse(p, whole, "not_a_boolean");
		cond.cmp = str_is(text, "true") ? CMP_NULL : CMP_NOT_NULL;
	} else {
		e = read_values(p, fd, text, &cond);
	}
	if (!e)
		p->q->conds[p->q->n_conds++] = cond;
	return e;
}

static enum err read_sort(const struct parse *p, struct str text)
{
	p->q->descending = str_starts(text, STR("-"));
	if (p->q->descending)
		text = str_slice(text, 1, text.n);
	p->q->sort = field_find(p->t, text);
	if (!p->q->sort || !(p->q->sort->flags & F_SORT))
		return refuse(p, STR("sort"), "not_sortable");
	return OK;
}

/* A number from 1 to max. */
static enum err read_number(const struct parse *p, const char *name, struct str text,
			    int64_t max, int64_t *ret_n)
{
	int64_t n;

	if (str_to_int(text, &n))
		return refuse(p, str_of(name), "not_a_number");
	if (n < 1 || n > max) {
		refuse(p, str_of(name), n < 1 ? "too_small" : "too_large");
		fail_arg_int(p->cx->fail, n < 1 ? "min" : "max", n < 1 ? 1 : max);
		return ERR_INPUT;
	}
	*ret_n = n;
	return OK;
}

static enum err read_limit(const struct parse *p, struct str text)
{
	int64_t n = 0;
	enum err e = read_number(p, "limit", text, 200, &n);

	p->q->limit = (int)n;
	return e;
}

static enum err read_page(const struct parse *p, struct str text)
{
	int64_t n = 0;
	enum err e = read_number(p, "page", text, LIST_PAGES_MAX, &n);

	p->q->page = (int)n;
	return e;
}

static enum err read_tag(const struct parse *p, struct str text)
{
	int64_t id;

	if (str_to_int(text, &id) || id <= 0)
		return refuse(p, STR("tag"), "not_an_id");
	p->q->tag = VAL_INT(id);
	return OK;
}

static enum err read_flag(const struct parse *p, struct str text)
{
	if (!str_is(text, "1") && !str_is(text, "0"))
		return refuse(p, STR("with_total"), "not_a_boolean");
	p->q->with_total = str_is(text, "1");
	return OK;
}

static bool is_own(const struct route *route, struct str name)
{
	for (const struct route_arg *arg = route->args; arg && arg->name; arg++)
		if (str_is(name, arg->name))
			return true;
	return false;
}

static enum err read_one(const struct parse *p, struct str name, struct str text)
{
	if (is_own(p->req->route, name))
		return OK; /* the handler reads it */
	if (str_is(name, "sort"))
		return read_sort(p, text);
	if (str_is(name, "limit"))
		return read_limit(p, text);
	if (str_is(name, "page") && list_has_page(p->t))
		return read_page(p, text);
	if (str_is(name, "with_total"))
		return read_flag(p, text);
	if (str_is(name, "total_max"))
		return read_number(p, "total_max", text, TOTAL_MAX, &p->q->count_max);
	if (str_is(name, "cursor")) {
		p->q->cursor = text;
		return OK;
	}
	if (str_is(name, "q") && list_is_searchable(p->t)) {
		p->q->search = str_trim(text);
		return OK;
	}
	if (str_is(name, "tag") && list_has_tags(p->t))
		return read_tag(p, text);
	return read_filter(p, name, text);
}

bool list_is_searchable(const struct fields *t)
{
	return strcmp(t->name, "customer") == 0 || strcmp(t->name, "ticket") == 0;
}

bool list_has_page(const struct fields *t)
{
	return !field_find(t, STR("page"));
}

bool list_has_tags(const struct fields *t)
{
	return strcmp(t->name, "customer") == 0;
}

enum err request_list(struct ctx *cx, const struct request *req, const struct fields *t,
		      struct list_query *ret_query)
{
	struct list_query q = {.eyes = ctx_eyes(cx, req->route->perm)};
	struct parse p = {cx, req, t, &q, arena_alloc(cx->arena, t->size)};
	struct str rest = req->query;
	struct str name;
	struct str value;
	enum err all = OK;

	while (query_next(&rest, &name, &value)) {
		enum err e = percent_decode(cx->arena, name, true, &name);
		if (!e)
			e = percent_decode(cx->arena, value, true, &value);
		if (!e)
			e = read_one(&p, name, value);
		if (e)
			all = e;
	}
	if (!all && q.page && q.cursor.n)
		all = refuse(&p, STR("page"), "not_with_cursor");
	if (!all)
		*ret_query = q;
	return all;
}
