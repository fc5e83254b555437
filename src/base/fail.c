#include "base/fail.h"

enum err fail_at(struct fail *f, enum err e, const char *field, const char *code)
{
	f->total++;
	if (f->n == FAIL_ITEMS)
		return e;
	struct fail_item *it = &f->items[f->n++];
	*it = (struct fail_item){.code = code};
	it->field = str_cat(f->arena, f->within, str_of(field));
	return e;
}

void fail_arg(struct fail *f, const char *name, struct str value)
{
	if (f->n == 0 || f->total > FAIL_ITEMS)
		return;
	struct fail_item *it = &f->items[f->n - 1];
	if (it->n_args == FAIL_ARGS)
		return;
	it->args[it->n_args].name = name;
	it->args[it->n_args].kind = NULL;
	it->args[it->n_args++].value = str_dup(f->arena, value);
}

void fail_arg_word(struct fail *f, const char *name, const char *kind, const char *value)
{
	size_t before = f->n ? f->items[f->n - 1].n_args : 0;

	fail_arg(f, name, str_of(value));
	if (f->n && f->items[f->n - 1].n_args > before)
		f->items[f->n - 1].args[before].kind = kind;
}

void fail_arg_int(struct fail *f, const char *name, int64_t value)
{
	fail_arg(f, name, str_fmt(f->arena, "%lld", (long long)value));
}

const char *fail_code(const struct fail *f)
{
	return f->n ? f->items[0].code : "";
}

void fail_clear(struct fail *f)
{
	f->n = 0;
	f->total = 0;
}

struct str fail_line(struct arena *a, const struct fail_item *it)
{
	struct str s = it->field.n ? str_fmt(a, "%.*s: %s", STR_ARG(it->field), it->code)
				   : str_of(it->code);
	for (size_t i = 0; i < it->n_args; i++)
		s = str_fmt(a, "%.*s %s=%.*s", STR_ARG(s), it->args[i].name,
			    STR_ARG(it->args[i].value));
	return s;
}

const char *err_name(enum err e)
{
	static const char *const names[] = {
		[OK] = "ok",
		[ERR_INPUT] = "input",
		[ERR_NOT_FOUND] = "not_found",
		[ERR_DENIED] = "denied",
		[ERR_UNAUTH] = "unauthenticated",
		[ERR_CONFLICT] = "conflict",
		[ERR_STALE] = "stale",
		[ERR_LIMIT] = "limit",
		[ERR_BUSY] = "busy",
		[ERR_FULL] = "disk_full",
		[ERR_IO] = "io",
		[ERR_UNSUPPORTED] = "unsupported",
		[ERR_BUG] = "bug",
	};
	return (unsigned)e < sizeof names / sizeof *names && names[e] ? names[e] : "unknown";
}
