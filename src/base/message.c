#include "base/message.h"

#include "base/message_table.h"

#include <stdlib.h>

ENUM_DEFINE(lang, LANGS);

static int by_key(const void *key, const void *row)
{
	return strcmp(key, ((const struct message_row *)row)->key);
}

const char *message_get(enum lang lang, const char *key)
{
	const struct message_row *row =
		bsearch(key, message_rows, message_rows_n, sizeof *message_rows, by_key);
	return row ? row->text[lang] : NULL;
}

static const struct message_arg *find_arg(struct str name, const struct message_arg *args,
					  size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, args[i].name))
			return &args[i];
	return NULL;
}

struct str message_format(struct arena *a, enum lang lang, const char *key,
			  const struct message_arg *args, size_t n_args)
{
	const char *text = message_get(lang, key);

	return message_fill(a, str_of(text ? text : key), args, n_args);
}

struct str message_fill(struct arena *a, struct str text, const struct message_arg *args,
			size_t n_args)
{
	struct str rest = text;
	struct str out = {"", 0};

	while (rest.n) {
		ptrdiff_t open = str_find(rest, '{', 0);
		ptrdiff_t end = open < 0 ? -1 : str_find(rest, '}', (size_t)open);
		if (end < 0)
			return str_cat(a, out, rest);
		struct str name = str_slice(rest, (size_t)open + 1, (size_t)end);
		const struct message_arg *arg = find_arg(name, args, n_args);
		out = str_cat(a, out, str_slice(rest, 0, (size_t)open));
		out = str_cat(a, out,
			      arg ? arg->value
				  : str_slice(rest, (size_t)open, (size_t)end + 1));
		rest = str_slice(rest, (size_t)end + 1, rest.n);
	}
	return out;
}

struct str message_fail(struct arena *a, enum lang lang, const struct fail_item *item)
{
	struct message_arg args[FAIL_ARGS];
	struct str key = str_fmt(a, "error.%s", item->code);

	for (size_t i = 0; i < item->n_args; i++) {
		struct str value = item->args[i].value;
		if (item->args[i].kind) {
			struct str word =
				str_fmt(a, "%s.%.*s", item->args[i].kind, STR_ARG(value));
			const char *text = message_get(lang, word.p);
			value = text ? str_of(text) : value;
		}
		args[i] = (struct message_arg){item->args[i].name, value};
	}
	return message_format(a, lang, key.p, args, item->n_args);
}

static bool has_letters(struct str s, const char *lower)
{
	size_t n = strlen(lower);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((s.p[i] | 32) != lower[i] && s.p[i] != lower[i])
			return false;
	return s.n == n || s.p[n] == '-' || s.p[n] == ' ';
}

/* The language of a range such as "zh-Hant-TW" or "en"; -1 when it is none of ours. */
static int lang_of_range(struct str r)
{
	static const char *const taiwan[] = {"zh-tw", "zh-hant", "zh-hk", "zh-mo"};

	for (size_t i = 0; i < sizeof taiwan / sizeof *taiwan; i++)
		if (has_letters(r, taiwan[i]))
			return LANG_ZH_TW;
	if (has_letters(r, "zh"))
		return LANG_ZH_CN;
	return has_letters(r, "en") ? LANG_EN : -1;
}

/* The weight of "range;q=0.8" in thousandths. */
static int weight(struct str params)
{
	ptrdiff_t i = str_find(params, '=', 0);
	int w = 0;

	if (i < 0)
		return 1000;
	struct str v = str_trim(str_slice(params, (size_t)i + 1, params.n));
	if (v.n == 0 || v.p[0] == '1')
		return 1000;
	for (size_t k = 2, unit = 100; k < v.n && k < 5; k++, unit /= 10)
		if (v.p[k] >= '0' && v.p[k] <= '9')
			w += (v.p[k] - '0') * (int)unit;
	return w;
}

enum lang lang_accept(struct str header, enum lang otherwise)
{
	enum lang best = otherwise;
	int best_weight = 0;
	struct str part;

	while (header.n && str_split(&header, ',', &part)) {
		struct str range;
		struct str params = part;
		if (!str_split(&params, ';', &range))
			continue;
		int lang = lang_of_range(str_trim(range));
		int w = params.p ? weight(params) : 1000;
		if (lang >= 0 && w > best_weight) {
			best = (enum lang)lang;
			best_weight = w;
		}
	}
	return best;
}
