#include "scenario.h"

static bool next_word(struct arena *a, struct str *rest, struct str *ret_word)
{
	char *out;
	size_t i = 0, n = 0;
	bool quoted = false;

	*rest = str_trim(*rest);
	if (!rest->n)
		return false;
	out = arena_alloc(a, rest->n + 1);
	for (; i < rest->n && (quoted || (rest->p[i] != ' ' && rest->p[i] != '\t')); i++) {
		if (rest->p[i] == '"')
			quoted = !quoted;
		else
			out[n++] = rest->p[i];
	}
	*rest = str_slice(*rest, i, rest->n);
	*ret_word = (struct str){out, n};
	return true;
}

void line_cut(struct arena *a, struct str text, struct line *l)
{
	struct str word;

	l->n_words = l->n_pairs = 0;
	text = str_trim(text);
	if (str_starts(text, STR("#")))
		return;
	while (next_word(a, &text, &word)) {
		ptrdiff_t eq = str_find(word, '=', 0);
		if (eq > 0 && l->n_pairs < WORDS) {
			l->key[l->n_pairs] = str_slice(word, 0, (size_t)eq);
			l->value[l->n_pairs++] = str_slice(word, (size_t)eq + 1, word.n);
		} else if (l->n_words < WORDS) {
			l->word[l->n_words++] = word;
		}
	}
}

struct str line_get(const struct line *l, const char *key)
{
	for (size_t i = 0; i < l->n_pairs; i++)
		if (str_is(l->key[i], key))
			return l->value[i];
	return (struct str){"", 0};
}
