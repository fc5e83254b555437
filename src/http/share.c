#include "http/share.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SLOTS = 65536 };

struct share {
	int max;
	unsigned char key[crypto_shorthash_KEYBYTES]; /* or somebody could aim at a slot */
	_Atomic int n[SLOTS];
};

struct share *share_new(int max)
{
	struct share *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->max = max;
	randombytes_buf(s->key, sizeof s->key);
	return s;
}

void share_free(struct share *s)
{
	free(s);
}

bool share_enter(struct share *s, struct str name, share_slot *ret_slot)
{
	unsigned char hash[crypto_shorthash_BYTES];

	*ret_slot = 0;
	if (s->max == 0)
		return true;
	crypto_shorthash(hash, (const unsigned char *)name.p, name.n, s->key);
	unsigned i = hash[0] | (unsigned)hash[1] << 8;
	if (atomic_fetch_add(&s->n[i], 1) >= s->max) {
		atomic_fetch_sub(&s->n[i], 1);
		return false;
	}
	*ret_slot = i + 1;
	return true;
}

void share_leave(struct share *s, share_slot slot)
{
	if (slot)
		atomic_fetch_sub(&s->n[slot - 1], 1);
}
