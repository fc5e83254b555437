/* tokens - what the search index is made of, and queries for it.  Private to store.
 *
 * Text is cut into pieces: runs of Chinese, Japanese or Korean characters, and words of other
 * letters and digits.  A run of n characters becomes its n - 1 overlapping pairs and its last
 * character alone, in order, so that a longer query is an exact phrase of pairs and a single
 * character is the beginning of some token.  Words are folded to lower case, full-width forms
 * to narrow ones, and found by their beginning. */
#ifndef STORE_TOKENS_H
#define STORE_TOKENS_H

#include "base/buf.h"
#include "store/pinyin.h"

/* A run or a word of a text. */
struct piece {
	bool cjk;
	struct str text;
};

/* The next piece at or after *at, which moves behind it; false at the end.  Bytes that are no
 * UTF-8 separate pieces. */
bool tokens_next_piece(struct str text, size_t *at, struct piece *ret);
/* A word in lower case and narrow form, cut to 64 bytes, in arena. */
struct str tokens_fold(struct arena *a, struct str word);

/* An index entry under construction; zero it, set pg and arena; free out with buf_done.
 * Past TOKENS_MAX further tokens are left out: very long texts are found by their beginning. */
enum { TOKENS_MAX = 8000 };
struct tokens {
	struct buf out;
	struct arena *arena;
	bool pg; /* "'a':1 'b':2", else "a b" */
	int n;
};

/* Runs and words of a text. */
void tokens_add_text(struct tokens *t, struct str text);
/* The pinyin of the runs of a name, whole and as initials, from each character on. */
void tokens_add_pinyin(struct tokens *t, struct pinyin *p, struct str name);
/* The digits of a telephone number from each one on, four or more: the last four as a word,
 * longer ones as words that nobody can type, for queries that may find them. */
void tokens_add_phone(struct tokens *t, struct str phone);
/* A record's number as a word, and from its first digit on. */
void tokens_add_number(struct tokens *t, struct str number);

/* The query of all pieces of what was typed, in the notation of FTS5 or tsquery, in arena;
 * "" when there is no piece.  tails: telephone numbers are found by their last four digits
 * alone, of longer ones that are typed, too. */
struct str tokens_query(struct arena *a, bool pg, bool tails, struct str typed);

#endif
