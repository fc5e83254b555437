#include "service/totp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { TEXT_MAX = 64 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool ready;

static void begin(void)
{
	ready = oath_init() == OATH_OK;
}

int64_t totp_step(struct instant t)
{
	return instant_s(t) / TOTP_STEP_S;
}

enum err totp_code(const unsigned char secret[TOTP_SECRET], int64_t step,
		   char ret_code[TOTP_DIGITS + 1])
{
	pthread_once(&once, begin);
	if (!ready ||
	    oath_hotp_generate((const char *)secret, TOTP_SECRET, (uint64_t)step, TOTP_DIGITS,
			       false, OATH_HOTP_DYNAMIC_TRUNCATION, ret_code) != OATH_OK)
		return ERR_BUSY;
	return OK;
}

static struct str without_spaces(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			p[n++] = s.p[i];
	return (struct str){p, n};
}

int64_t totp_find(struct arena *a, const unsigned char secret[TOTP_SECRET], struct str code,
		  struct instant now)
{
	struct str plain = without_spaces(a, str_slice(code, 0, TEXT_MAX));
	int64_t present = totp_step(now);
	int64_t found = -1;

	for (int64_t step = present - 1; step <= present + 1; step++) {
		char right[TOTP_DIGITS + 1];
		if (!totp_code(secret, step, right) && plain.n == TOTP_DIGITS &&
		    sodium_memcmp(plain.p, right, TOTP_DIGITS) == 0)
			found = step;
	}
	return found;
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct str base32(struct arena *a, const unsigned char *p, size_t n)
{
	char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1);
	size_t len = 0;

	for (size_t bit = 0; bit < n * 8; bit += 5) {
		unsigned v = (unsigned)p[bit / 8] << 8;
		if (bit / 8 + 1 < n)
			v |= p[bit / 8 + 1];
		out[len++] = letters[v >> (11 - bit % 8) & 31];
	}
	out[len] = 0;
	return (struct str){out, len};
}

bool base32_read(struct str s, unsigned char *ret_p, size_t n)
{
	size_t bits = 0;

	memset(ret_p, 0, n);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ' ')
			continue;
		const char *at = strchr(letters, c >= 'a' && c <= 'z' ? c - 32 : c);
		if (!at || !c || bits / 8 >= n)
			return false;
		unsigned v = (unsigned)(at - letters) << (11 - bits % 8);
		ret_p[bits / 8] |= (unsigned char)(v >> 8);
		if (bits / 8 + 1 < n)
			ret_p[bits / 8 + 1] |= (unsigned char)v;
		bits += 5;
	}
	return bits >= n * 8 && bits < n * 8 + 5;
}

/* Percent-encodes what is not unreserved (RFC 3986, 2.3). */
static struct str encoded(struct arena *a, struct str s)
{
	struct str out = STR("");

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || (c && strchr("-._~", c));
		out = str_fmt(a, plain ? "%.*s%c" : "%.*s%%%02X", STR_ARG(out), c);
	}
	return out;
}

struct str totp_uri(struct arena *a, struct str issuer, struct str name, struct str secret)
{
	struct str by = encoded(a, issuer);
	struct str who = encoded(a, name);

	return str_fmt(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", STR_ARG(by),
		       STR_ARG(who), STR_ARG(secret), STR_ARG(by));
}
