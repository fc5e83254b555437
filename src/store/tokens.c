#include "store/tokens.h"

#include <unicode/uchar.h>

/* U+E000: no piece of what people type has it. */
#define HIDDEN "\xee\x80\x80"

enum {
	WORD_MAX_BYTES = 64,
	PATHS_MAX = 16,
	PHONE_DIGITS = 20,
	PHONE_TAIL = 4,
	PHONE_LEAST = 3
};

static bool is_cjk(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x3005 && c <= 0x3007) ||
	       (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7af);
}

/* Full-width letters and digits as narrow ones. */
static uint32_t narrow(uint32_t c)
{
	return c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
}

static bool is_word(uint32_t c)
{
	return !is_cjk(c) && u_isalnum((UChar32)narrow(c));
}

bool tokens_next_piece(struct str s, size_t *at, struct piece *ret)
{
	size_t from = *at, i = *at;
	uint32_t c = 0;
	bool (*same)(uint32_t) = NULL;

	while (i < s.n) {
		size_t k = utf8_next(s, i, &c);
		bool (*kind)(uint32_t) = !k	      ? NULL
					 : is_cjk(c)  ? is_cjk
					 : is_word(c) ? is_word
						      : NULL;
		if (same && kind != same)
			break;
		if (!same)
			from = i;
		same = kind;
		i += k ? k : 1;
	}
	*at = i;
	if (!same)
		return false;
	*ret = (struct piece){same == is_cjk, str_slice(s, from, i)};
	return true;
}

struct str tokens_fold(struct arena *a, struct str word)
{
	char *out = arena_alloc(a, WORD_MAX_BYTES + 5);
	size_t n = 0;
	uint32_t c;

	for (size_t i = 0; i < word.n && n < WORD_MAX_BYTES;) {
		size_t k = utf8_next(word, i, &c);
		if (!k)
			break;
		i += k;
		n += utf8_put(out + n,
			      (uint32_t)u_foldCase((UChar32)narrow(c), U_FOLD_CASE_DEFAULT));
	}
	return (struct str){out, n};
}

static void add(struct tokens *t, struct str token)
{
	if (token.n == 0 || t->n == TOKENS_MAX)
		return;
	t->n++;
	buf_puts(&t->out, t->n > 1 ? " " : "");
	if (t->pg)
		buf_putc(&t->out, '\'');
	buf_put_str(&t->out, token); /* letters, digits and CJK only: nothing to escape */
	if (t->pg) {
		buf_puts(&t->out, "':");
		buf_put_int(&t->out, t->n);
	}
}

/* Calls fn for each pair of a run; the last character comes alone, at_end true. */
static void each_pair(struct str run, void (*fn)(void *arg, struct str pair, bool at_end),
		      void *arg)
{
	uint32_t c;

	for (size_t i = 0; i < run.n;) {
		size_t first = utf8_next(run, i, &c);
		size_t next = utf8_next(run, i + first, &c);
		fn(arg, str_slice(run, i, i + first + next), next == 0);
		i += first;
	}
}

static void add_pair(void *arg, struct str pair, bool at_end)
{
	(void)at_end;
	add(arg, pair);
}

void tokens_add_text(struct tokens *t, struct str text)
{
	struct piece p;

	for (size_t at = 0; tokens_next_piece(text, &at, &p);) {
		if (p.cjk)
			each_pair(p.text, add_pair, t);
		else
			add(t, tokens_fold(t->arena, p.text));
	}
}

/* The ways to read a run from one character on, as one word each. */
struct paths {
	char v[PATHS_MAX][WORD_MAX_BYTES + PINYIN_SYLLABLE];
	int n;
};

static bool has_path(const struct paths *p, const char *s)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->v[i], s) == 0)
			return true;
	return false;
}

/* All paths so far, each followed by each reading (or its first letter). */
static void extend(struct paths *p, const struct syllable *s, bool initial)
{
	struct paths old = *p;

	p->n = 0;
	for (int i = 0; i < old.n; i++) {
		for (int k = 0; k < s->n && p->n < PATHS_MAX; k++) {
			char *out = p->v[p->n];
			size_t len = strlen(old.v[i]);
			size_t more = initial ? 1 : strlen(s->v[k]);
			if (len + more > WORD_MAX_BYTES)
				more = 0;
			memcpy(out, old.v[i], len);
			memcpy(out + len, s->v[k], more);
			out[len + more] = 0;
			p->n += !has_path(p, out);
		}
	}
}

static void add_run_pinyin(struct tokens *t, struct pinyin *p, struct str run)
{
	size_t n;
	struct syllable *s = pinyin_read(p, t->arena, run, &n);

	for (int initial = 0; initial < 2; initial++) {
		for (size_t from = 0; from < n; from++) {
			struct paths paths = {.n = 1};
			for (size_t i = from; i < n && s[i].n; i++)
				extend(&paths, &s[i], initial);
			for (int i = 0; i < paths.n; i++)
				add(t, str_of(paths.v[i]));
		}
	}
}

void tokens_add_pinyin(struct tokens *t, struct pinyin *p, struct str name)
{
	struct piece piece;

	for (size_t at = 0; tokens_next_piece(name, &at, &piece);)
		if (piece.cjk)
			add_run_pinyin(t, p, piece.text);
}

void tokens_add_phone(struct tokens *t, struct str phone)
{
	char digits[PHONE_DIGITS];
	size_t n = 0;
	uint32_t c;

	for (size_t i = 0, k; i < phone.n && n < PHONE_DIGITS; i += k ? k : 1) {
		k = utf8_next(phone, i, &c);
		if (k && narrow(c) >= '0' && narrow(c) <= '9')
			digits[n++] = (char)narrow(c);
	}
	for (size_t i = 0; i + PHONE_TAIL < n; i++)
		add(t, str_cat(t->arena, STR(HIDDEN), (struct str){digits + i, n - i}));
	if (n >= PHONE_TAIL)
		add(t, (struct str){digits + n - PHONE_TAIL, PHONE_TAIL});
}

void tokens_add_number(struct tokens *t, struct str number)
{
	struct str word = tokens_fold(t->arena, number);
	size_t i = 0;

	while (i < word.n && (word.p[i] < '0' || word.p[i] > '9'))
		i++;
	tokens_add_text(t, number);
	if (i > 0)
		tokens_add_text(t, str_slice(word, i, word.n));
}

/* A query under construction. */
struct query {
	struct buf out;
	bool pg;
	bool tails;  /* of telephone numbers only the tails may be found */
	bool phrase; /* a pair of the present run was put */
};

static void put_term(struct query *q, struct str token, bool prefix)
{
	buf_puts(&q->out, q->pg ? "'" : "\"");
	buf_put_str(&q->out, token);
	buf_puts(&q->out, q->pg ? "'" : "\"");
	if (prefix)
		buf_puts(&q->out, q->pg ? ":*" : " *");
}

/* Pairs are joined to a phrase; the last character is already in the pair before it. */
static void put_pair(void *arg, struct str pair, bool at_end)
{
	struct query *q = arg;

	if (at_end && q->phrase)
		return;
	if (q->phrase)
		buf_puts(&q->out, q->pg ? " <-> " : " + ");
	put_term(q, pair, at_end);
	q->phrase = true;
}

static bool is_phone(struct str word)
{
	size_t n = 0;

	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	return n == word.n && n >= PHONE_LEAST;
}

/* A word, or what may be a telephone number: then also by its digits, or by its tail alone. */
static void put_word(struct query *q, struct arena *a, struct str word)
{
	if (!is_phone(word) || (q->tails && word.n <= PHONE_TAIL)) {
		put_term(q, word, true);
		return;
	}
	buf_putc(&q->out, '(');
	put_term(q, word, true);
	buf_puts(&q->out, q->pg ? " | " : " OR ");
	if (q->tails)
		put_term(q, str_slice(word, word.n - PHONE_TAIL, word.n), false);
	else
		put_term(q, str_cat(a, STR(HIDDEN), word), true);
	buf_putc(&q->out, ')');
}

struct str tokens_query(struct arena *a, bool pg, bool tails, struct str typed)
{
	struct query q = {.pg = pg, .tails = tails};
	struct piece p;

	for (size_t at = 0; tokens_next_piece(typed, &at, &p);) {
		buf_puts(&q.out, q.out.n == 0 ? "" : pg ? " & " : " AND ");
		q.phrase = false;
		if (p.cjk)
			each_pair(p.text, put_pair, &q);
		else
			put_word(&q, a, tokens_fold(a, p.text));
	}
	return buf_keep(&q.out, a);
}
