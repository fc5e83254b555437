/* resource - a record type as people reach it: list, get, create, change, delete.
 *
 * One row per type; the generic use cases below do scope, masks, versions and audit for all of
 * them, and the hooks do what is particular.  HTTP, import and the command line go through
 * here alike. */
#ifndef SERVICE_RESOURCE_H
#define SERVICE_RESOURCE_H

#include "service/audit.h"
#include "service/ctx.h"

/* What every stored record begins with. */
struct record {
	RECORD_HEAD;
};

struct resource {
	const struct fields *fields;
	enum perm read;
	enum perm write;
	enum perm remove; /* PERM_NONE: cannot be deleted */
	const char *
		parent; /* field of the record it is addressed under ("customer_id"), or NULL */
	/* Records with this field set are in lists only that name it or ask for ids; NULL. */
	const char *leaves_out;
	/* An import does not wait for the row of a new record: nothing that `saved` does takes
	 * its refusal for another thing. */
	bool sent;
	/* Completes and checks a new record (id, version, times are set), before it is
	 * inserted. NULL: nothing particular. */
	enum err (*creating)(struct ctx *cx, void *rec);
	/* After the insert or change, in the same transaction; old is NULL for a new one. */
	enum err (*saved)(struct ctx *cx, const void *old, void *rec);
	/* Checks a change before it is written; `set` has the bits of the given fields. */
	enum err (*changing)(struct ctx *cx, const void *old, void *rec, uint64_t set);
	/* Before a record is deleted. */
	enum err (*removing)(struct ctx *cx, const void *rec);
	/* After it was deleted. */
	enum err (*removed)(struct ctx *cx, const void *rec);
	/* Fills the F_COMPUTED fields before it is shown. */
	enum err (*showing)(struct ctx *cx, void *rec);
	/* The same for recs[n] at once: what takes a query, so that a page takes one of them.
	 */
	enum err (*showing_page)(struct ctx *cx, void *recs, size_t n);
	/* Writes "name":bool of what the actor can do with it, for `can`. */
	void (*can)(struct ctx *cx, const void *rec, struct jw *w);
};

/* Loads a record in the actor's scope for `perm`.  ERR_NOT_FOUND also when out of scope. */
MUST_CHECK enum err resource_load(struct ctx *cx, const struct resource *r, enum perm perm,
				  int64_t id, void *ret_rec);
/* Whether a record with this owner and department lies in the actor's scope for perm: for
 * `can`. */
bool resource_may(struct ctx *cx, enum perm perm, int64_t owner_id, int64_t department_id);
/* Creates a decoded record: sets id, version, times, calls the hooks, inserts, audits. */
MUST_CHECK enum err resource_create(struct ctx *cx, const struct resource *r, void *rec);
/* What a refusal of a record's row means: names the field whose unique value is taken, as far
 * as the constraint tells.  Other errors than ERR_CONFLICT stay as they are. */
enum err resource_explain(struct ctx *cx, const struct fields *t, enum err e);
/* Changes a record: *rec is the old one with the fields of `set` replaced.  version is that of
 * the caller's If-Match.  ERR_STALE when it is no longer the newest. */
MUST_CHECK enum err resource_change(struct ctx *cx, const struct resource *r, const void *old,
				    void *rec, uint64_t set);
/* Its two halves, for a change of several records of which none may be written before all are
 * checked.  The first completes *rec and writes nothing; the second writes what it was given by
 * the first, if it differs. */
MUST_CHECK enum err resource_check(struct ctx *cx, const struct resource *r, const void *old,
				   void *rec, uint64_t set);
MUST_CHECK enum err resource_write(struct ctx *cx, const struct resource *r, const void *old,
				   void *rec);
/* A copy of a record, in the arena, with the fields of `set` taken from another one. */
MUST_CHECK enum err resource_with(struct ctx *cx, const struct resource *r, const void *old,
				  const void *given, uint64_t set, void **ret_rec);
/* Loads a record in the actor's scope for `perm`; one that can be read but not reached by it is
 * ERR_DENIED, so that people learn why. */
MUST_CHECK enum err resource_reach(struct ctx *cx, const struct resource *r, enum perm perm,
				   int64_t id, void *ret_rec);
/* Deletes a record of that version. */
MUST_CHECK enum err resource_delete(struct ctx *cx, const struct resource *r, const void *rec,
				    int64_t version);
/* Writes the record as a JSON object: fields, masked by what the actor may see of this record
 * (reveal permission in its scope), and "can". */
MUST_CHECK enum err resource_encode(struct ctx *cx, const struct resource *r, void *rec,
				    struct jw *w);
/* The same with these masks lifted, whatever the actor may see; the caller has audited it. */
MUST_CHECK enum err resource_encode_revealed(struct ctx *cx, const struct resource *r,
					     void *rec, unsigned reveal, struct jw *w);
/* Which masks the actor sees through for this record; what is seen is audited. */
unsigned resource_reveal(struct ctx *cx, const struct resource *r, const void *rec);
/* Writes the values of an array: recs[n], each as resource_encode does. */
MUST_CHECK enum err resource_encode_page(struct ctx *cx, const struct resource *r, void *recs,
					 size_t n, struct jw *w);

#endif
