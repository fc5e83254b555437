#include "service/audit_keys.h"

#include "sys/file.h"
#include "sys/random.h"

#include <sodium.h>

enum { KEY_FILE_MAX = 4096, KEY_MODE = 0400 };

static const struct str next_word = {"next ", 5};

struct str audit_key_id(struct arena *a, const struct audit_key *key)
{
	struct audit_mac mac = audit_mac_key(key);

	return str_dup(a, (struct str){mac.hex, AUDIT_KEY_ID});
}

int audit_keys_find(const struct audit_keys *keys, struct str id)
{
	for (size_t i = 0; i < keys->n; i++) {
		struct audit_mac mac = audit_mac_key(&keys->v[i]);
		if (str_eq(id, (struct str){mac.hex, AUDIT_KEY_ID}))
			return (int)i;
	}
	return -1;
}

struct str audit_keys_format(struct arena *a, const struct audit_keys *keys)
{
	char hex[2 * sizeof keys->v->v + 1];
	struct str text = STR("");

	for (size_t i = 0; i < keys->n; i++) {
		bool waits = keys->pending && i + 1 == keys->n;
		sodium_bin2hex(hex, sizeof hex, keys->v[i].v, sizeof keys->v[i].v);
		text = str_fmt(a, "%.*s%s%s\n", STR_ARG(text), waits ? next_word.p : "", hex);
	}
	sodium_memzero(hex, sizeof hex);
	return text;
}

enum err audit_keys_parse(struct str text, struct audit_keys *ret)
{
	struct audit_keys keys = {.n = 0};
	struct str line;

	text = str_trim(text);
	while (str_split(&text, '\n', &line)) {
		struct audit_key *key = &keys.v[keys.n];
		size_t n = 0;
		if (keys.n == AUDIT_KEYS_MAX || keys.pending)
			return ERR_INPUT;
		keys.pending = keys.n && str_starts(line, next_word);
		line = str_trim(keys.pending ? str_slice(line, next_word.n, line.n) : line);
		if (sodium_hex2bin(key->v, sizeof key->v, line.p, line.n, NULL, &n, NULL) ||
		    n != sizeof key->v || line.n != 2 * n)
			return ERR_INPUT;
		keys.n++;
	}
	if (!keys.n)
		return ERR_INPUT;
	*ret = keys;
	sodium_memzero(&keys, sizeof keys);
	return OK;
}

enum err audit_keys_read(struct arena *a, const char *path, struct audit_keys *ret)
{
	struct str text;

	enum err e = file_read_secret(a, path, KEY_FILE_MAX, &text);
	return e ? e : audit_keys_parse(text, ret);
}

enum err audit_keys_save(struct arena *a, const char *path, const struct audit_keys *keys)
{
	return file_create(path, audit_keys_format(a, keys), KEY_MODE);
}

enum err audit_keys_replace(struct arena *a, const char *path, const struct audit_keys *keys)
{
	return file_replace(path, audit_keys_format(a, keys), KEY_MODE);
}

enum err audit_keys_make(struct arena *a, const char *path, struct audit_keys *ret)
{
	ret->n = 1;
	ret->pending = false;
	random_bytes(ret->v[0].v, sizeof ret->v[0].v);
	return audit_keys_save(a, path, ret);
}

enum err audit_keys_add(struct audit_keys *keys)
{
	if (keys->pending)
		return OK;
	if (keys->n == AUDIT_KEYS_MAX)
		return ERR_LIMIT;
	random_bytes(keys->v[keys->n].v, sizeof keys->v->v);
	keys->n++;
	keys->pending = true;
	return OK;
}
