#include "service/import_reader.h"

#include "base/csv.h"
#include "base/json.h"
#include "base/xlsx.h"
#include "sys/log.h"

/* A request is the length of the sheet's name, a newline, the name and the file.  A reply is
 * "+" and the text, or "-" and {"code","field","args":{name:value}}. */

enum { CPU_S = 30, MEMORY = 512 << 20 };

/* What may be wrong with a file, and the names of the arguments that say it. */
static const struct {
	const char *code;
	const char *args[FAIL_ARGS];
} errors[] = {
	{"bad_text_encoding", {"offset"}},
	{"bad_workbook", {NULL}},
	{"locked_workbook", {NULL}},
	{"long_cell", {"row", "max"}},
	{"no_such_sheet", {"sheet", "sheets"}},
	{"old_workbook", {NULL}},
	{"too_many_columns", {"max"}},
	{"unsafe_workbook", {NULL}},
	{"workbook_too_large", {"limit"}},
};

/* ---- in the child ---- */

static void put_fail(const struct fail_item *item, struct buf *reply)
{
	struct jw w = {.buf = reply};

	buf_putc(reply, '-');
	jw_obj(&w);
	jw_kcstr(&w, "code", item->code);
	jw_kstr(&w, "field", item->field);
	jw_key(&w, "args");
	jw_obj(&w);
	for (size_t i = 0; i < item->n_args; i++)
		jw_kstr(&w, item->args[i].name, item->args[i].value);
	jw_end_obj(&w);
	jw_end_obj(&w);
}

/* What the bytes are, they say themselves: names of files mislead. */
static enum err convert(struct arena *a, const struct import_bytes *file, struct fail *f,
			struct str *ret_text)
{
	if (xlsx_is(file->content))
		return xlsx_to_csv(a, file->content, file->sheet, f, ret_text);
	return csv_to_utf8(a, file->content, f, ret_text);
}

static void work(struct arena *a, struct str request, struct buf *reply)
{
	struct fail f = {.arena = a, .within = STR("")};
	struct str rest = request, length, text;
	int64_t n;

	if (!str_split(&rest, '\n', &length) || str_to_int(length, &n) || n < 0 ||
	    (size_t)n > rest.n)
		return;
	const struct import_bytes file = {.sheet = str_slice(rest, 0, (size_t)n),
					  .content = str_slice(rest, (size_t)n, rest.n)};
	if (!convert(a, &file, &f, &text)) {
		buf_putc(reply, '+');
		buf_put_str(reply, text);
	} else if (f.n) {
		put_fail(&f.items[0], reply);
	}
}

const struct cage_options import_reader = {.load = csv_load,
					   .work = work,
					   .cpu_s = CPU_S,
					   .memory = MEMORY,
					   .reply = XLSX_TEXT_MAX + 4096};

/* ---- in the server ---- */

static enum err unreadable(struct fail *f)
{
	return fail_at(f, ERR_INPUT, NULL, "unreadable_file");
}

/* The error that a reply tells, in words of ours. */
static enum err take_fail(struct arena *a, struct str reply, struct fail *f)
{
	struct fail own = {.arena = a, .within = STR("")};
	json_t *v;

	if (json_read(a, reply, &own, &v))
		return unreadable(f);
	struct str code = json_get_text(v, "code"), field = json_get_text(v, "field");
	const json_t *args = json_object_get(v, "args");
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		if (!str_is(code, errors[i].code))
			continue;
		fail_at(f, ERR_INPUT, str_is(field, "sheet") ? "sheet" : NULL, errors[i].code);
		for (int k = 0; k < FAIL_ARGS && errors[i].args[k]; k++)
			fail_arg(f, errors[i].args[k], json_get_text(args, errors[i].args[k]));
		return ERR_INPUT;
	}
	return unreadable(f);
}

static enum err take_reply(struct arena *a, struct str reply, struct fail *f,
			   struct str *ret_text)
{
	struct str text = str_slice(reply, 1, reply.n);

	if (str_starts(reply, STR("-")))
		return take_fail(a, text, f);
	if (!str_starts(reply, STR("+")) || !utf8_valid(text) || str_find(text, 0, 0) >= 0)
		return unreadable(f);
	*ret_text = text;
	return OK;
}

static void drop(void *b)
{
	buf_done(b);
}

enum err import_read(struct cage *cage, const struct import_bytes *file, struct arena *a,
		     struct fail *f, struct str *ret_text)
{
	struct buf *reply = ARENA_NEW(a, struct buf);
	struct str head = str_fmt(a, "%zu\n%.*s", file->sheet.n, STR_ARG(file->sheet));

	arena_defer(a, drop, reply);
	enum err e = cage_run(cage, head, file->content, reply);
	if (!e)
		return take_reply(a, buf_str(reply), f, ret_text);
	log_event(LEVEL_WARN, e == ERR_INPUT ? "import.reader_ended" : "import.no_reader",
		  LOG_INT("bytes", (int64_t)file->content.n));
	if (e == ERR_BUSY && cage_state(cage).gone)
		return fail_at(f, e, NULL, "import_reader_gone");
	return e == ERR_INPUT ? unreadable(f) : e;
}
