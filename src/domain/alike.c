#include "domain/alike.h"

enum { TAIL = 8, LEAST = 7, NATIONAL = 10, COUNTRY_CODE = 3, DIGITS = 24 };

/* Full-width letters, digits and marks as narrow ones, in lower case. */
static uint32_t folded(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool is_mark(uint32_t c)
{
	bool ascii = c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
	return ascii || (c >= 0x80 && c <= 0xbf) || (c >= 0x2000 && c <= 0x206f) ||
	       (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x30fb;
}

/* The text folded; each run of marks is one blank, none at the ends. */
static struct str fold(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, 2 * s.n + 1);
	size_t n = 0;
	uint32_t c;

	for (size_t i = 0, k; i < s.n; i += k ? k : 1) {
		k = utf8_next(s, i, &c);
		c = k ? folded(c) : ' ';
		if (!is_mark(c))
			n += utf8_put(out + n, c);
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n && out[n - 1] == ' ')
		n--;
	return (struct str){out, n};
}

static struct str without_blanks(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			out[n++] = s.p[i];
	return (struct str){out, n};
}

/* Longer ones first; those of letters are words of their own. */
static const char *const suffixes[] = {
	"股份有限公司", "有限责任公司", "有限責任公司", "有限公司",	"股份公司", "集团",
	"集團",		"公司",		" co ltd",	" corporation", " company", " limited",
	" holdings",	" group",	" gmbh",	" corp",	" inc",	    " ltd",
	" llc",		" plc",		" co",
};

static bool cut_suffix(struct str *s)
{
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		struct str end = str_of(suffixes[i]);
		if (s->n > end.n && str_ends(*s, end)) {
			s->n -= end.n;
			while (s->n && s->p[s->n - 1] == ' ')
				s->n--;
			return true;
		}
	}
	return false;
}

struct str alike_name(struct arena *a, struct str name)
{
	struct str s = fold(a, name);

	while (cut_suffix(&s))
		;
	return without_blanks(a, s);
}

struct str alike_whole_name(struct arena *a, struct str name)
{
	return without_blanks(a, fold(a, name));
}

/* A telephone number as digits. */
struct phone {
	char digits[DIGITS];
	size_t n;
	bool international; /* with + or 00, which are left out */
};

/* Where an extension begins: 转 轉 # x ext. */
static bool begins_extension(uint32_t c)
{
	return c == 0x8f6c || c == 0x8f49 || c == '#' || c == 'x' || c == 'e' || c == ',' ||
	       c == ';';
}

static struct phone read_phone(struct str s)
{
	struct phone p = {.n = 0};
	uint32_t c;

	for (size_t i = 0, k; i < s.n && p.n < DIGITS; i += k ? k : 1) {
		k = utf8_next(s, i, &c);
		c = k ? folded(c) : ' ';
		if (begins_extension(c) && p.n)
			break;
		if (c == '+' && !p.n)
			p.international = true;
		if (c >= '0' && c <= '9')
			p.digits[p.n++] = (char)c;
	}
	size_t cut = 0;
	if (!p.international && p.n > 2 && p.digits[0] == '0' && p.digits[1] == '0') {
		p.international = true;
		cut = 2;
	} else if (!p.international && p.n > 1 && p.digits[0] == '0') {
		cut = 1; /* the trunk's */
	}
	memmove(p.digits, p.digits + cut, p.n - cut);
	p.n -= cut;
	return p;
}

struct str alike_phone_tail(struct arena *a, struct str phone)
{
	struct phone p = read_phone(phone);
	size_t from = p.n > TAIL ? p.n - TAIL : 0;

	if (p.n < LEAST)
		return STR("");
	return str_dup(a, (struct str){p.digits + from, p.n - from});
}

bool alike_phone(struct str x, struct str y)
{
	struct phone a = read_phone(x), b = read_phone(y);
	const struct phone *longer = a.n >= b.n ? &a : &b, *shorter = a.n >= b.n ? &b : &a;
	size_t more = longer->n - shorter->n;

	if (shorter->n < LEAST ||
	    memcmp(longer->digits + more, shorter->digits, shorter->n) != 0)
		return false;
	if (more == 0)
		return true;
	/* What is more may only be a country's code; written without + the rest must be long
	 * enough to be a whole national number. */
	return more <= COUNTRY_CODE && !shorter->international &&
	       (longer->international || shorter->n >= NATIONAL);
}

struct str alike_mobile(struct arena *a, struct str phone)
{
	enum { MOBILE = 11 };
	struct phone p = read_phone(phone);
	size_t code = p.n == MOBILE + 2 && p.digits[0] == '8' && p.digits[1] == '6' ? 2 : 0;
	const char *d = p.digits + code;

	if (p.n - code != MOBILE || (p.international && !code) || d[0] != '1' || d[1] < '3')
		return STR("");
	return str_dup(a, (struct str){d, MOBILE});
}

/* The digits after the letters that a number begins with. */
static struct str running_part(struct str s)
{
	size_t i = 0;

	while (i < s.n && !(s.p[i] >= '0' && s.p[i] <= '9'))
		i++;
	return str_slice(s, i, s.n);
}

struct str alike_digits(struct arena *a, struct str number)
{
	return running_part(alike_whole_name(a, number));
}

bool alike_numbers(struct arena *a, struct str x, struct str y)
{
	struct str p = alike_whole_name(a, x), q = alike_whole_name(a, y);
	struct str m = running_part(p), n = running_part(q);

	if (p.n == 0 || str_eq(p, q))
		return p.n != 0;
	return m.n >= 4 && str_eq(m, n) && (m.n == p.n || n.n == q.n);
}
