/* pinyin - how Chinese names are read, for search and for sorting.
 *
 * ICU reads in two ways, as names (单雄信: shan) and as words (dan); both count, and so do the
 * common second readings that neither gives (银行: yinhang, 厦门: xiamen).  Tones are dropped;
 * ü is v, as people type it, and also u.  ICU's tables are loaded at the first use, which takes
 * a tenth of a second; one lock guards them, since ICU's objects are not thread-safe. */
#ifndef STORE_PINYIN_H
#define STORE_PINYIN_H

#include "base/str.h"

struct pinyin;

enum { PINYIN_READINGS = 4, PINYIN_SYLLABLE = 8 };

/* The readings of one character, most usual first; n == 0: it has none. */
struct syllable {
	char v[PINYIN_READINGS][PINYIN_SYLLABLE];
	int n;
};

/* NULL when memory is out. */
struct pinyin *pinyin_new(void);
/* NULL is fine. */
void pinyin_free(struct pinyin *p);
/* The readings of each character of a run of Chinese characters, in arena; *ret_n is their
 * number.  Without ICU's data all are empty. */
struct syllable *pinyin_read(struct pinyin *p, struct arena *a, struct str run, size_t *ret_n);
/* A key whose byte order is the order of a Chinese telephone book, in arena: the reading of
 * each character, other letters in lower case, then the text itself, so that 张 and 章 do not
 * mix.  Law: the same on both databases, since it is made here. */
struct str pinyin_sort_key(struct pinyin *p, struct arena *a, struct str text);
/* What a name can be found by in a short list, in arena: its pinyin and its initials, joined
 * by blanks; a person's first syllable, mostly the family name, stands apart: "wang xiaoming
 * wxm", a department's does not: "xiaoshoubu xsb".  Where a character has other readings, the
 * same follows with each of them. */
struct str pinyin_words(struct pinyin *p, struct arena *a, struct str name, bool person);

#endif
