#include "domain/snippet.h"

#include "domain/template.h"

#include <limits.h>

ENUM_DEFINE(snippet_place, SNIPPET_PLACES);

// clang-format off
#define T struct snippet
static const struct field snippet_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, owner_id, F_FILTER, "user"),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .min = 1, .max = 100),
	F_TEXT(T, keyword, F_WRITE | F_FILTER | F_SORT, .max = 40),
	F_TEXT(T, text, F_WRITE | F_REQUIRED | F_LINES, .min = 1, .max = 5000),
	F_ENUM(T, locale, F_WRITE | F_FILTER, lang_names),
	F_ENUM(T, visibility, F_WRITE | F_FILTER, view_visibility_names),
	F_BOOL(T, locked, F_WRITE),
	F_TEXT(T, pinyin, F_COMPUTED),
};
#undef T
const struct fields snippet_fields = FIELDS(struct snippet, "snippet", "snippets", snippet_rows,
					    .reach = REACH_SHARED);
// clang-format on

enum err snippet_check(struct arena *a, const struct snippet *s, struct fail *f)
{
	enum err e = OK;

	if (!str_trim(s->name).n)
		e = fail_at(f, ERR_INPUT, "name", "required");
	if (!str_trim(s->text).n)
		e = fail_at(f, ERR_INPUT, "text", "required");
	for (size_t i = 0; i < s->keyword.n; i++)
		if (s->keyword.p[i] == ' ' || s->keyword.p[i] == '\t')
			return fail_at(f, ERR_INPUT, "keyword", "no_blanks");
	if (placeholders_check(a, "text", s->text,
			       &(struct placeholders){&snippet_place_names, UINT_MAX}, f))
		e = ERR_INPUT;
	return e;
}
