#include "service/relay.h"

/* Words with a blank between them; a text of none is "-"; the data come last, as they are. */
static void put_text(struct buf *out, struct str s)
{
	buf_put_str(out, s.n ? s : STR("-"));
	buf_putc(out, ' ');
}

static void put_int(struct buf *out, int64_t n)
{
	buf_put_int(out, n);
	buf_putc(out, ' ');
}

static void put_presence(struct buf *out, const struct presence *p)
{
	static const struct presence nobody = {.id = 0};

	p = p ? p : &nobody;
	put_text(out, str_of(names_get(&presence_record_names, p->record)));
	put_int(out, p->id);
	put_int(out, p->user_id);
	put_int(out, p->editing);
	put_int(out, p->gone);
	put_int(out, p->until.us);
}

enum err relay_write(const struct news *n, struct buf *out)
{
	put_int(out, n->to.user_id);
	put_text(out, str_of(names_get(&perm_names, (int)n->to.perm)));
	put_int(out, n->to.placed);
	for (size_t i = 0; i < 2; i++) {
		put_int(out, n->to.places[i].owner_id);
		put_text(out, n->to.places[i].path);
	}
	put_presence(out, n->who);
	put_text(out, str_of(n->event ? n->event : ""));
	buf_put_str(out, n->data);
	return buf_err(out);
}

/* The words of a text; the first that is wrong spoils it. */
struct words {
	struct str rest;
	bool wrong;
};

static struct str word(struct words *w)
{
	struct str s;

	if (!w->rest.p || !str_split(&w->rest, ' ', &s)) {
		w->wrong = true;
		return STR("");
	}
	return str_is(s, "-") ? STR("") : s;
}

static int64_t number(struct words *w)
{
	int64_t n = 0;

	if (str_to_int(word(w), &n))
		w->wrong = true;
	return n;
}

static int name(struct words *w, const struct names *names)
{
	int i = names_find(names, word(w));

	if (i < 0)
		w->wrong = true;
	return i;
}

static struct presence presence(struct words *w)
{
	struct presence p = {.record = name(w, &presence_record_names)};

	p.id = number(w);
	p.user_id = number(w);
	p.editing = number(w) != 0;
	p.gone = number(w) != 0;
	p.until = (struct instant){number(w)};
	return p;
}

enum err relay_read(struct arena *a, struct str text, struct news *ret,
		    struct presence *ret_who)
{
	struct words w = {.rest = text};
	struct news n = {.to = {.user_id = number(&w)}};

	n.to.perm = (enum perm)name(&w, &perm_names);
	n.to.placed = number(&w) != 0;
	for (size_t i = 0; i < 2; i++) {
		n.to.places[i].owner_id = number(&w);
		n.to.places[i].path = word(&w);
	}
	struct presence who = presence(&w);
	struct str event = word(&w);
	if (w.wrong || !w.rest.p)
		return ERR_INPUT;
	n.event = event.n ? str_dup(a, event).p : NULL;
	n.data = w.rest;
	*ret_who = who;
	n.who = who.id ? ret_who : NULL;
	*ret = n;
	return OK;
}
