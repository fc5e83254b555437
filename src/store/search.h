/* search - finding records by what a person types.
 *
 * One index on both databases, of tokens that this module makes: Chinese runs as overlapping
 * pairs, so that any two or more characters are found exactly as LIKE would; words and
 * customer numbers by their beginning; the pinyin of names, whole and as initials, in both of
 * ICU's readings; telephone numbers by any four digits or more.  Words typed apart must all
 * be found.  Ranks nothing: lists sort by their own columns.
 *
 * Whoever sees numbers masked, 138****5678, finds them by their last four digits alone, else
 * the hidden ones could be guessed one by one. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/sqltext.h"
#include "store/store.h"

enum search_kind { SEARCH_CUSTOMER, SEARCH_TICKET };

/* How a text is looked for. */
enum search_as {
	SEARCH_TEXT,   /* any two characters or words of it */
	SEARCH_NAME,   /* that, and its pinyin */
	SEARCH_NUMBER, /* by its beginning, whole or from its first digit on: C2024001, 2024001
			*/
	SEARCH_PHONE,  /* by any run of four digits or more */
};

enum { SEARCH_PARTS = 48 };

/* What a record is found by; texts are borrowed. */
struct search_text {
	struct {
		enum search_as as;
		struct str text;
	} parts[SEARCH_PARTS];
	size_t n;
};

/* Adds a text; empty ones and those beyond SEARCH_PARTS are left out. */
void search_add(struct search_text *st, enum search_as as, struct str text);
/* Makes a record findable by these texts and by nothing else. */
MUST_CHECK enum err search_put(struct tx *tx, enum search_kind kind, int64_t id,
			       const struct search_text *st);
/* The same for n records of which none is in the index yet. */
MUST_CHECK enum err search_put_new(struct tx *tx, enum search_kind kind, const int64_t *ids,
				   const struct search_text *texts, size_t n);
/* Empties the index of all kinds.  What search_put_new puts into it is found after
 * search_filled. */
MUST_CHECK enum err search_empty(struct tx *tx);
MUST_CHECK enum err search_filled(struct tx *tx);
/* Removes a record from the index; one that is not in it is fine. */
MUST_CHECK enum err search_delete(struct tx *tx, enum search_kind kind, int64_t id);
/* The key that puts names in the order of a Chinese telephone book (pinyin.h), in arena. */
struct str search_sort_key(struct tx *tx, struct arena *a, struct str name);
/* What a picker finds a name by: pinyin_words of pinyin.h. */
struct str search_pinyin(struct tx *tx, struct arena *a, struct str name, bool person);

/* The rest is for row_list. */

/* Whether records of that type can be searched for. */
bool search_has(const struct fields *t);
/* The query in the database's own notation for what was typed, in arena; "" finds nothing.
 * tails: of telephone numbers only what a mask shows. */
struct str search_match(struct arena *a, bool pg, bool tails, struct str typed);
/* Appends the table joined with the rows "found" in its index; order: " order by id" when the
 * list is by id, else "". */
void search_put_source(struct sqltext *s, const struct fields *t, struct str match,
		       const char *order);

#endif
