/* demo_words - what an invented company is called and talks of: data/demo. */
#ifndef SERVICE_DEMO_WORDS_H
#define SERVICE_DEMO_WORDS_H

#include "base/err.h"
#include "base/json.h"
#include "domain/demo_plan.h"
#include "domain/kinds.h"

struct demo_list {
	const struct str *v;
	size_t n;
};

/* A trade: the end of a company's name, and its industry. */
struct demo_trade {
	struct str ending;
	struct str industry;
};

struct demo_problem {
	struct str title;
	enum ticket_type type;
	struct str result;
};

struct demo_words {
	struct demo_list cities, first_characters, second_characters, surnames, given, titles;
	struct demo_list products, replies, messages, holds, called_back, contents, feedback;
	struct demo_list actions, departments;
	struct str asked, answered, apology, called_back_bad, reopened, not_reached;
	struct str first_content;
	const struct demo_trade *trades;
	size_t n_trades;
	const struct demo_problem *problems;
	size_t n_problems;
};

/* Reads the words of data/demo, in the arena.  ERR_BUG: they lack something. */
MUST_CHECK enum err demo_words_load(struct arena *a, struct demo_words *ret_words);
/* One of a list. */
struct str demo_pick(struct dice *d, const struct demo_list *list);

#endif
