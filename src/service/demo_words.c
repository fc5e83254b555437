#include "service/demo_words.h"

#include "domain/embedded.h"

#define LIST(member)                                                                           \
	{                                                                                      \
#member, offsetof(struct demo_words, member)                                   \
	}
#define TEXT(member)                                                                           \
	{                                                                                      \
#member, offsetof(struct demo_words, member)                                   \
	}
static const struct {
	const char *name;
	size_t offset;
} lists[] =
	{
		LIST(cities),
		LIST(first_characters),
		LIST(second_characters),
		LIST(surnames),
		LIST(given),
		LIST(titles),
		LIST(products),
		LIST(replies),
		LIST(messages),
		LIST(holds),
		LIST(called_back),
		LIST(contents),
		LIST(feedback),
		LIST(actions),
		LIST(departments),
},
  texts[] = {
	  TEXT(asked),	  TEXT(answered),    TEXT(apology),	  TEXT(called_back_bad),
	  TEXT(reopened), TEXT(not_reached), TEXT(first_content),
};

static enum err read_list(struct arena *a, const json_t *v, struct demo_list *ret_list)
{
	size_t n = json_array_size(v);
	struct str *list = ARENA_ARRAY(a, n, struct str);

	for (size_t i = 0; i < n; i++)
		list[i] = str_dup(a, json_text(json_array_get(v, i)));
	*ret_list = (struct demo_list){list, n};
	return n ? OK : ERR_BUG;
}

static enum err read_trades(struct arena *a, const json_t *v, struct demo_words *w)
{
	size_t n = json_array_size(v);
	struct demo_trade *trades = ARENA_ARRAY(a, n, struct demo_trade);

	for (size_t i = 0; i < n; i++) {
		const json_t *pair = json_array_get(v, i);
		trades[i].ending = str_dup(a, json_text(json_array_get(pair, 0)));
		trades[i].industry = str_dup(a, json_text(json_array_get(pair, 1)));
	}
	w->trades = trades;
	w->n_trades = n;
	return n ? OK : ERR_BUG;
}

static enum err read_problems(struct arena *a, const json_t *v, struct demo_words *w)
{
	size_t n = json_array_size(v);
	struct demo_problem *problems = ARENA_ARRAY(a, n, struct demo_problem);

	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(v, i);
		int type = names_find(&ticket_type_names, json_get_text(row, "type"));
		if (type < 0)
			return ERR_BUG;
		problems[i] = (struct demo_problem){str_dup(a, json_get_text(row, "title")),
						    (enum ticket_type)type,
						    str_dup(a, json_get_text(row, "result"))};
	}
	w->problems = problems;
	w->n_problems = n;
	return n ? OK : ERR_BUG;
}

enum err demo_words_load(struct arena *a, struct demo_words *ret_words)
{
	struct fail f = {.arena = a};
	struct demo_words w = {0};
	json_t *doc;

	enum err e = json_read(a, embedded_find(demo_words, STR("zh-CN")), &f, &doc);
	for (size_t i = 0; !e && i < sizeof lists / sizeof *lists; i++)
		e = read_list(a, json_object_get(doc, lists[i].name),
			      (struct demo_list *)((char *)&w + lists[i].offset));
	for (size_t i = 0; !e && i < sizeof texts / sizeof *texts; i++) {
		struct str *text = (struct str *)((char *)&w + texts[i].offset);
		*text = str_dup(a, json_get_text(doc, texts[i].name));
		e = text->n ? OK : ERR_BUG;
	}
	if (!e)
		e = read_trades(a, json_object_get(doc, "trades"), &w);
	if (!e)
		e = read_problems(a, json_object_get(doc, "problems"), &w);
	if (!e)
		*ret_words = w;
	return e ? ERR_BUG : OK;
}

struct str demo_pick(struct dice *d, const struct demo_list *list)
{
	return list->v[dice_below(d, (int64_t)list->n)];
}
