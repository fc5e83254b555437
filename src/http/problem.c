#include "http/problem.h"

#include "base/json.h"

static const int statuses[] = {
	[OK] = 200,	    [ERR_INPUT] = 422,	[ERR_NOT_FOUND] = 404,
	[ERR_DENIED] = 403, [ERR_UNAUTH] = 401, [ERR_CONFLICT] = 409,
	[ERR_STALE] = 412,  [ERR_LIMIT] = 429,	[ERR_BUSY] = 503,
	[ERR_FULL] = 507,   [ERR_IO] = 503,	[ERR_UNSUPPORTED] = 501,
	[ERR_BUG] = 500,
};

/* Codes whose status is not that of their error. */
static const struct {
	const char *code;
	int status;
} special[] = {
	{"bad_json", 400},	   {"json_too_deep", 400},	{"bad_request", 400},
	{"bad_encoding", 400},	   {"bad_if_match", 400},	{"bad_key", 400},
	{"body_missing", 400},	   {"body_too_large", 413},	{"bad_content_type", 415},
	{"if_match_missing", 428}, {"method_not_allowed", 405},
};

int problem_status(enum err e, const char *code)
{
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (strcmp(code, special[i].code) == 0)
			return special[i].status;
	return (unsigned)e < sizeof statuses / sizeof *statuses ? statuses[e] : 500;
}

static void write_item(struct jw *w, struct arena *a, enum lang lang,
		       const struct fail_item *it)
{
	jw_obj(w);
	jw_kstr(w, "field", it->field);
	jw_kcstr(w, "code", it->code);
	jw_key(w, "params");
	jw_obj(w);
	for (size_t i = 0; i < it->n_args; i++)
		jw_kstr(w, it->args[i].name, it->args[i].value);
	jw_end_obj(w);
	jw_kstr(w, "detail", message_fail(a, lang, it));
	jw_end_obj(w);
}

/* The code of the whole: that of an item without a field, else the error's own name. */
static const char *main_code(enum err e, const struct fail *f)
{
	bool whole = f->n && (f->items[0].field.n == 0 || e != ERR_INPUT);
	return whole ? f->items[0].code : err_name(e);
}

static struct str main_detail(struct arena *a, enum lang lang, enum err e, const struct fail *f)
{
	if (f->n && f->items[0].field.n == 0)
		return message_fail(a, lang, &f->items[0]);
	struct str key = str_fmt(a, "error.%s", err_name(e));
	return message_format(a, lang, key.p, NULL, 0);
}

void problem_write(struct buf *b, struct arena *a, enum lang lang, enum err e,
		   const struct fail *f, struct str request_id)
{
	struct jw w = {.buf = b};
	const char *code = main_code(e, f);
	struct str title = str_fmt(a, "problem.%s", err_name(e));

	jw_obj(&w);
	jw_kcstr(&w, "type", "about:blank");
	jw_kstr(&w, "title", message_format(a, lang, title.p, NULL, 0));
	jw_kint(&w, "status", problem_status(e, fail_code(f)));
	jw_kstr(&w, "detail", main_detail(a, lang, e, f));
	jw_kcstr(&w, "code", code);
	jw_key(&w, "errors");
	jw_arr(&w);
	for (size_t i = 0; i < f->n; i++)
		write_item(&w, a, lang, &f->items[i]);
	jw_end_arr(&w);
	jw_kstr(&w, "request_id", request_id);
	jw_end_obj(&w);
}

const char problem_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\",\"errors\",\"request_"
	"id\"],"
	"\"properties\":{"
	"\"type\":{\"type\":\"string\"},"
	"\"title\":{\"type\":\"string\",\"minLength\":1},"
	"\"status\":{\"type\":\"integer\",\"minimum\":400,\"maximum\":599},"
	"\"detail\":{\"type\":\"string\",\"minLength\":1},"
	"\"code\":{\"type\":\"string\",\"pattern\":\"^[a-z_]+$\"},"
	"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,"
	"\"required\":[\"field\",\"code\",\"params\",\"detail\"],\"properties\":{"
	"\"field\":{\"type\":\"string\",\"description\":\"Path in the body, or the argument; "
	"empty: the whole.\"},"
	"\"code\":{\"type\":\"string\",\"pattern\":\"^[a-z_]+$\"},"
	"\"params\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}},"
	"\"detail\":{\"type\":\"string\",\"minLength\":1}}}},"
	"\"request_id\":{\"type\":\"string\"}}}";
