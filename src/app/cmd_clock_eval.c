#include "app/cmd_clock_eval.h"

#include "app/eval.h"
#include "sys/tzfile.h"

#include <stdlib.h>

enum { LINE_MAX_BYTES = 16 * 1024 * 1024, CHUNK = 64 * 1024 };

static const struct {
	const char *op;
	eval_fn *fn;
} operations[] = {
	{"elapsed", eval_op_elapsed},
	{"is_open", eval_op_is_open},
	{"segments", eval_op_segments},
	{"add", eval_op_add},
	{"subtract", eval_op_subtract},
	{"add_days", eval_op_add_days},
	{"is_workday", eval_op_is_workday},
	{"workday_offset", eval_op_workday_offset},
	{"workday_count", eval_op_workday_count},
	{"clock", eval_op_clock},
	{"rrule", eval_op_rrule},
	{"lunar_festival", eval_op_lunar_festival},
	{"lunar_to_date", eval_op_lunar_to_date},
};

/* What lives as long as the run. */
struct session {
	FILE *out;
	struct arena *arena; /* of the case in hand */
	struct arena *zone_arena;
	struct tzfile_cache cache;
	struct buf line;
	bool too_long; /* the rest of this line is thrown away */
	struct buf answer;
	struct buf got;
	bool failed; /* to write */
};

/* Every code of the contract, with words for people. */
static const char *message_of(const char *code)
{
	static const char *const texts[][2] = {
		{"bad_json", "the line is not a JSON object"},
		{"bad_case", "missing or senseless field"},
		{"unknown_op", "no such operation"},
		{"bad_time_zone", "no such time zone"},
		{"bad_calendar", "malformed calendar"},
		{"empty_calendar", "no open time"},
		{"unreachable", "nothing found within 3660 days"},
		{"out_of_range", "no data for that date"},
		{"unsupported", "not implemented"},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!strcmp(texts[i][0], code))
			return texts[i][1];
	return "";
}

/* The contract's code of an error. */
static const char *code_of(enum err e, const struct fail *f)
{
	if (f->n)
		return fail_code(f);
	switch (e) {
	case ERR_LIMIT:
		return "unreachable";
	case ERR_UNSUPPORTED:
		return "out_of_range";
	default:
		return "bad_case";
	}
}

/* Answers with calendars compiled for more and more dates until the question fits in. */
static enum err answer(struct session *s, eval_fn *fn, const json_t *input, struct fail *f)
{
	struct tz_source zones = tzfile_source(&s->cache);
	enum err e = ERR_UNSUPPORTED;

	for (int width = 0; width < EVAL_WIDTHS; width++) {
		struct jw out = {.buf = &s->got};
		struct eval ev = {.arena = s->arena,
				  .zones = &zones,
				  .input = input,
				  .fail = f,
				  .out = &out,
				  .width = width};
		buf_clear(&s->got);
		e = fn(&ev);
		if (!e && ev.too_late)
			return ERR_UNSUPPORTED;
		if (e != ERR_UNSUPPORTED || f->n || ev.fixed_range)
			return e;
	}
	return e;
}

static eval_fn *find_operation(struct str op)
{
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
		if (str_is(op, operations[i].op))
			return operations[i].fn;
	return NULL;
}

static enum err evaluate(struct session *s, const json_t *input, struct fail *f)
{
	const json_t *op = eval_member(input, "op");
	if (!op)
		return fail_at(f, ERR_INPUT, "op", "bad_case");
	eval_fn *fn = find_operation(json_text(op));
	if (!fn)
		return fail_at(f, ERR_INPUT, "op", "unknown_op");
	return answer(s, fn, input, f);
}

static void put_error(struct jw *w, const char *code, const struct fail *f)
{
	jw_key(w, "error");
	jw_obj(w);
	jw_kcstr(w, "code", code);
	jw_key(w, "message");
	if (f->n && f->items[0].field.n)
		jw_str(w, str_fmt(f->arena, "%s: %.*s", message_of(code),
				  STR_ARG(f->items[0].field)));
	else
		jw_cstr(w, message_of(code));
	jw_end_obj(w);
}

static void write_out(struct session *s)
{
	if (!buf_ok(&s->answer) || fwrite(s->answer.p, 1, s->answer.n, s->out) != s->answer.n)
		s->failed = true;
	buf_clear(&s->answer);
}

static void put_answer(struct session *s, const json_t *input, enum err e, const struct fail *f)
{
	struct jw w = {.buf = &s->answer};
	const json_t *id = input ? json_object_get(input, "id") : NULL;

	jw_obj(&w);
	jw_key(&w, "id");
	if (id)
		jw_json(&w, id);
	else
		jw_null(&w);
	if (!input) {
		put_error(&w, "bad_json", f);
	} else if (e) {
		put_error(&w, code_of(e, f), f);
	} else {
		jw_key(&w, "got");
		jw_raw(&w, buf_str(&s->got));
	}
	jw_end_obj(&w);
	buf_putc(&s->answer, '\n');
	if (s->answer.n > CHUNK || !buf_ok(&s->answer))
		write_out(s);
}

static void drop(void *root)
{
	json_decref(root);
}

/* Integers up to here survive as reals. */
#define EXACT_MAX 9007199254740992.0

/* A case with a number that no integer holds is still JSON: read such numbers as reals, which
 * no field takes, so that the case keeps its id. */
static json_t *read_huge_numbers(struct arena *a, struct str line)
{
	json_error_t je;
	json_t *root = json_loadb(line.p, line.n,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &je);
	if (!root)
		return NULL;
	arena_defer(a, drop, root);
	double id = json_real_value(json_object_get(root, "id"));
	if (json_is_object(root) && id >= -EXACT_MAX && id <= EXACT_MAX &&
	    id == (double)(int64_t)id && json_is_real(json_object_get(root, "id")))
		json_object_set_new(root, "id", json_integer((json_int_t)id));
	return root;
}

static bool is_blank(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\r')
			return false;
	return true;
}

static void do_line(struct session *s)
{
	struct str line = buf_str(&s->line);
	struct fail f = {.arena = s->arena};
	json_t *input = NULL;
	enum err e = OK;

	if (!s->too_long && is_blank(line))
		return;
	if (!s->too_long && buf_ok(&s->line) && json_read(s->arena, line, &f, &input) &&
	    !strcmp(fail_code(&f), "bad_json"))
		input = read_huge_numbers(s->arena, line);
	fail_clear(&f);
	if (!json_is_object(input))
		input = NULL;
	else
		e = evaluate(s, input, &f);
	put_answer(s, input, e, &f);
	arena_reset(s->arena);
}

static void take_bytes(struct session *s, const char *p, size_t n)
{
	if (s->line.n + n > LINE_MAX_BYTES)
		s->too_long = true;
	if (!s->too_long)
		buf_put(&s->line, p, n);
}

static void end_line(struct session *s)
{
	do_line(s);
	buf_clear(&s->line);
	s->too_long = false;
}

static void read_all(struct session *s, FILE *in)
{
	static const size_t size = CHUNK;
	char *chunk = arena_alloc(s->zone_arena, size);
	size_t n;

	do {
		n = fread(chunk, 1, size, in);
		for (size_t at = 0; at < n;) {
			char *end = memchr(chunk + at, '\n', n - at);
			size_t part = end ? (size_t)(end - chunk) - at : n - at;
			take_bytes(s, chunk + at, part);
			at += part + (end != NULL);
			if (end)
				end_line(s);
		}
	} while (n == size && !s->failed);
	if (s->line.n || s->too_long) /* the last line may lack its newline */
		end_line(s);
}

int clock_eval_run(FILE *in, FILE *out)
{
	struct session s = {
		.out = out,
		.arena = arena_new(),
		.zone_arena = arena_new(),
	};

	s.failed = !s.arena || !s.zone_arena;
	s.cache.arena = s.zone_arena;
	if (!s.failed)
		read_all(&s, in);
	if (!s.failed)
		write_out(&s);
	if (ferror(in) || fflush(out))
		s.failed = true;
	buf_done(&s.line);
	buf_done(&s.answer);
	buf_done(&s.got);
	arena_free(s.arena);
	arena_free(s.zone_arena);
	return s.failed ? 1 : 0;
}
