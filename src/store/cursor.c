#include "store/cursor.h"

#include <sodium.h>

enum {
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
	HEAD = 4 + 1 + 8, /* hash, kind of value, id; then the value */
	CURSOR_MAX = 8192,
};

static uint32_t fnv(uint32_t h, const void *p, size_t n)
{
	const unsigned char *q = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ q[i]) * 16777619u;
	return h;
}

/* Binds a cursor to its list, and finds garbage. */
static uint32_t seal(struct cursor_of of, const unsigned char *body, size_t n)
{
	uint32_t h = fnv(2166136261u, of.type->table, strlen(of.type->table) + 1);

	h = fnv(h, of.sort->name, strlen(of.sort->name) + 1);
	h = fnv(h, of.descending ? "d" : "a", 1);
	return fnv(h, body, n);
}

struct str cursor_format(struct arena *a, struct cursor_of of, struct cursor c)
{
	size_t text = c.sort.kind == V_TEXT ? c.sort.s.n : sizeof c.sort.i;
	size_t n = HEAD + (c.sort.kind == V_NULL ? 0 : text);
	unsigned char *raw = arena_alloc(a, n);

	raw[4] = (unsigned char)c.sort.kind;
	memcpy(raw + 5, &c.id, sizeof c.id);
	if (c.sort.kind == V_INT)
		memcpy(raw + HEAD, &c.sort.i, sizeof c.sort.i);
	else if (c.sort.kind == V_TEXT && c.sort.s.n)
		memcpy(raw + HEAD, c.sort.s.p, c.sort.s.n);
	uint32_t h = seal(of, raw + 4, n - 4);
	memcpy(raw, &h, sizeof h);

	size_t room = sodium_base64_encoded_len(n, VARIANT);
	char *out = arena_alloc(a, room);
	sodium_bin2base64(out, room, raw, n, VARIANT);
	return (struct str){out, room - 1};
}

enum err cursor_parse(struct arena *a, struct cursor_of of, struct str text, struct cursor *ret)
{
	unsigned char *raw = arena_alloc(a, text.n);
	struct cursor c = {.sort = VAL_NULL};
	size_t n = 0;
	uint32_t h;

	if (text.n > 2 * CURSOR_MAX ||
	    sodium_base642bin(raw, text.n, text.p, text.n, NULL, &n, NULL, VARIANT) != 0 ||
	    n < HEAD)
		return ERR_INPUT;
	memcpy(&h, raw, sizeof h);
	if (h != seal(of, raw + 4, n - 4))
		return ERR_INPUT;
	memcpy(&c.id, raw + 5, sizeof c.id);
	c.sort.kind = (enum value_kind)raw[4];
	if (c.sort.kind == V_INT && n == HEAD + sizeof c.sort.i)
		memcpy(&c.sort.i, raw + HEAD, sizeof c.sort.i);
	else if (c.sort.kind == V_TEXT &&
		 utf8_valid((struct str){(char *)raw + HEAD, n - HEAD}))
		c.sort.s = (struct str){(char *)raw + HEAD, n - HEAD};
	else if (c.sort.kind != V_NULL || n != HEAD)
		return ERR_INPUT;
	*ret = c;
	return OK;
}
