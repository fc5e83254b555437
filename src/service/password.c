#include "service/password.h"

#include <sodium.h>
#include <stdio.h>
#include <strings.h>

enum { OPERATIONS = 2, MEMORY = 19 * 1024 * 1024 };

/* The hash of nothing that anybody types: what an unknown login is compared with. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$"
			     "c29tZXNhbHRmb3Jub2JvZA$"
			     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* Longer than the least length, and still the first ones to be tried. */
static const char *const common[] = {
	"123456789012",	 "1234567890123",  "password1234", "passwordpassword", "qwertyuiop12",
	"qwertyuiop123", "qwertyuiopas",   "111111111111", "000000000000",     "adminadmin12",
	"administrator", "letmeinletmein", "iloveyou1234", "abcdefghijkl",     "abcd12345678",
	"1q2w3e4r5t6y",	 "1qaz2wsx3edc",   "genjingenjin", "woaini1314520",    "changeme1234",
};

enum err password_hash(struct arena *a, struct str password, struct str *ret_hash)
{
	char out[crypto_pwhash_STRBYTES];

	if (crypto_pwhash_str(out, password.n ? password.p : "", password.n, OPERATIONS,
			      MEMORY))
		return ERR_BUSY;
	*ret_hash = str_dup(a, str_of(out));
	return OK;
}

/* What a hash says, after "$argon2id$". */
struct hashed {
	unsigned long long operations;
	size_t kib;
	unsigned char salt[crypto_pwhash_SALTBYTES], key[32];
};

/* Exactly n bytes in base64. */
static bool decode(struct str text, unsigned char *ret, size_t n)
{
	size_t got;

	return sodium_base642bin(ret, n, text.p, text.n, NULL, &got, NULL,
				 sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
	       got == n;
}

static bool parse(const char *text, struct hashed *h)
{
	char salt[64], key[64];

	return sscanf(text, "$argon2id$v=19$m=%zu,t=%llu,p=1$%63[^$]$%63s", &h->kib,
		      &h->operations, salt, key) == 4 &&
	       decode(str_of(salt), h->salt, sizeof h->salt) &&
	       decode(str_of(key), h->key, sizeof h->key);
}

/* crypto_pwhash_str_verify would call a password wrong that it has no memory to hash. */
enum err password_matches(struct str hash, struct str password, bool *ret_matches)
{
	char text[crypto_pwhash_STRBYTES] = {0};
	struct str from = hash.n && hash.n < sizeof text ? hash : str_of(nobody);
	unsigned char key[sizeof((struct hashed *)0)->key];
	struct hashed h;

	memcpy(text, from.p, from.n);
	if (!parse(text, &h))
		return ERR_BUG;
	if (crypto_pwhash(key, sizeof key, password.n ? password.p : "", password.n, h.salt,
			  h.operations, h.kib * 1024, crypto_pwhash_ALG_ARGON2ID13))
		return ERR_BUSY;
	*ret_matches = sodium_memcmp(key, h.key, sizeof key) == 0 && from.p == hash.p;
	return OK;
}

static bool is_common(struct str password)
{
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (password.n == strlen(common[i]) &&
		    strncasecmp(password.p, common[i], password.n) == 0)
			return true;
	for (size_t i = 1; i < password.n; i++)
		if (password.p[i] != password.p[0])
			return false;
	return true;
}

void password_words_add(struct arena *a, struct password_words *words, struct str text)
{
	struct str word;

	while (text.n && words->n < PASSWORD_WORDS && str_split(&text, ' ', &word))
		if (word.n >= PASSWORD_WORD_MIN)
			words->v[words->n++] = str_dup(a, word);
}

static bool has_word(struct str password, struct str word)
{
	for (size_t i = 0; i + word.n <= password.n; i++)
		if (strncasecmp(password.p + i, word.p, word.n) == 0)
			return true;
	return false;
}

static bool has_any(struct str password, const struct password_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (has_word(password, words->v[i]))
			return true;
	return has_word(password, STR("genjin"));
}

enum err password_judge(struct str password, const struct password_words *words,
			const char *field, struct fail *f)
{
	if (!utf8_valid(password))
		return fail_at(f, ERR_INPUT, field, "not_utf8");
	if (utf8_len(password) < PASSWORD_MIN) {
		fail_at(f, ERR_INPUT, field, "too_short");
		fail_arg_int(f, "min", PASSWORD_MIN);
		return ERR_INPUT;
	}
	if (password.n > PASSWORD_MAX) {
		fail_at(f, ERR_INPUT, field, "too_long");
		fail_arg_int(f, "max", PASSWORD_MAX);
		return ERR_INPUT;
	}
	if (is_common(password) || has_any(password, words))
		return fail_at(f, ERR_INPUT, field, "weak_password");
	return OK;
}

struct str secret_hash(struct arena *a, struct str secret)
{
	unsigned char hash[32];
	char hex[65];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)(secret.n ? secret.p : ""),
			   secret.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return str_dup(a, str_of(hex));
}
