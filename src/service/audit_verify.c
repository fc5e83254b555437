#include "service/audit_verify.h"

#include "service/audit_keys.h"
#include "service/audit_rekey.h"
#include "service/audit_seal.h"

#include <stdlib.h>

ENUM_DEFINE(audit_fault_kind, AUDIT_FAULTS);

enum { VERIFY_ROWS = 2000 };

static void fault(struct audit_verifier *v, enum audit_fault_kind kind, int64_t sequence,
		  int64_t id)
{
	if (v->n_faults < AUDIT_FAULTS_KEPT)
		v->faults[v->n_faults] = (struct audit_fault){kind, sequence, id};
	v->n_faults++;
}

static int by_sequence(const void *x, const void *y)
{
	const struct audit_anchor *a = x;
	const struct audit_anchor *b = y;

	return (a->head.sequence > b->head.sequence) - (a->head.sequence < b->head.sequence);
}

/* A line written twice because its note was lost in between is no gap. */
static bool follows(const struct audit_anchor *last, const struct audit_anchor *next)
{
	if (next->number == last->number)
		return str_eq(next->previous, last->previous);
	return next->number == last->number + 1 && str_eq(next->previous, last->mac);
}

/* With the key of the line before, or one that came later. */
static bool parse_anchor(const struct audit_log *log, size_t *key, struct str line,
			 struct audit_anchor *ret)
{
	for (size_t i = *key; i <= log->current; i++)
		if (!audit_anchor_parse(&log->keys.v[i], line, ret)) {
			*key = i;
			return true;
		}
	return false;
}

enum err audit_verify_anchors(struct audit_verifier *v, struct arena *a,
			      const struct audit_log *log, struct str text)
{
	struct audit_anchor last = {.mac = STR("-"), .previous = STR("-")};
	struct audit_anchor *list = NULL;
	size_t n = 0, cap = 0, key = 0;
	struct str line;

	while (str_split(&text, '\n', &line)) {
		struct audit_anchor next;
		if (line.n == 0)
			continue;
		if (!parse_anchor(log, &key, line, &next)) {
			fault(v, FAULT_ANCHOR, 0, 0);
			continue;
		}
		if (!follows(&last, &next))
			fault(v, FAULT_ANCHOR_GAP, next.head.sequence, 0);
		last = next;
		*ARENA_PUSH(a, list, n, cap) = next;
	}
	if (n)
		qsort(list, n, sizeof *list, by_sequence);
	v->anchors = list;
	v->n_anchors = n;
	v->last_anchor = last.number;
	v->with_anchors = true;
	return OK;
}

/* Compares the anchors of this row, and passes those of rows that are not there. */
static void check_anchors(struct audit_verifier *v, const struct audit_entry *e)
{
	for (; v->at_anchor < v->n_anchors; v->at_anchor++) {
		const struct audit_head *h = &v->anchors[v->at_anchor].head;
		if (h->sequence > e->sequence)
			return;
		if (h->sequence == e->sequence && !str_eq(h->seal, e->seal))
			fault(v, FAULT_ANCHOR_ROW, e->sequence, e->id);
	}
}

/* Which key signed a row, from 1; 0: none.  The one that is followed is asked first. */
static size_t signer(const struct audit_verifier *v, const struct audit_log *log,
		     const struct audit_entry *e)
{
	for (size_t i = 0; i <= log->current + 1; i++) {
		size_t key = i ? i : v->key;
		if (!key)
			continue;
		struct audit_mac mac = audit_mac_row(&log->keys.v[key - 1], e);
		if (audit_mac_is(&mac, e->mac))
			return key;
	}
	return 0;
}

/* Whether the key that is followed signed it; after another one that one is followed, unless it
 * was closed before. */
static bool check_signature(struct audit_verifier *v, const struct audit_log *log,
			    const struct audit_entry *e)
{
	size_t key = signer(v, log, e);

	if (!key) {
		fault(v, FAULT_ROW, e->sequence, e->id);
		return false;
	}
	if (v->key && key < v->key) {
		fault(v, FAULT_OLD_KEY, e->sequence, e->id);
		return false;
	}
	if (v->key && key > v->key)
		fault(v, FAULT_KEY, e->sequence, e->id);
	/* What an old key says to have been removed is told by its closing row, too. */
	if (!v->key && !v->from && v->checkpoint.key && key > v->checkpoint.key)
		fault(v, FAULT_CHECKPOINT, v->checkpoint.sequence, 0);
	v->key = key;
	return true;
}

/* After a closing row its successor is followed. */
static void check_closing(struct audit_verifier *v, const struct ctx *cx,
			  const struct audit_entry *e)
{
	const struct audit_log *log = cx->home->audit;
	struct audit_closing c;

	if (v->key == log->current + 1 || !audit_is_closing(cx->arena, e, &c))
		return;
	int next = audit_keys_find(&log->keys, c.next);
	if (next < 0 || (size_t)next < v->key || (size_t)next > log->current)
		fault(v, FAULT_KEY, e->sequence, e->id);
	else if (v->checkpoint.key && v->checkpoint.key <= v->key &&
		 c.checkpoint != v->checkpoint.sequence)
		fault(v, FAULT_CHECKPOINT, v->checkpoint.sequence, 0);
	if (next >= 0 && (size_t)next >= v->key && (size_t)next <= log->current)
		v->key = (size_t)next + 1;
}

static void check_row(struct audit_verifier *v, const struct ctx *cx,
		      const struct audit_entry *e)
{
	const struct audit_log *log = cx->home->audit;
	bool in_order = e->sequence == v->sequence + 1;

	if (e->sequence == v->sequence)
		fault(v, FAULT_DOUBLE, e->sequence, e->id);
	else if (!in_order)
		fault(v, FAULT_GAP, v->sequence + 1, 0);
	bool signed_row = check_signature(v, log, e);
	if (in_order && signed_row) {
		struct audit_mac mac = audit_mac_seal(&log->keys.v[v->key - 1], e->sequence,
						      str_of(v->seal), e->mac);
		if (!audit_mac_is(&mac, e->seal))
			fault(v, FAULT_SEAL, e->sequence, e->id);
	}
	if (signed_row)
		check_closing(v, cx, e);
	check_anchors(v, e);
	v->first = v->first ? v->first : e->sequence;
	v->sequence = e->sequence;
	snprintf(v->seal, sizeof v->seal, "%.*s", STR_ARG(e->seal));
	v->rows++;
}

/* The end's signature first: with a wrong key nothing fits.  Then where the first row follows
 * on. */
static enum err begin(struct ctx *cx, struct audit_verifier *v)
{
	struct value before = VAL_INT(v->from - 1);
	struct audit_head last;
	struct rows *rows = NULL;
	bool good, more = false;

	enum err e = audit_head_load(cx, &last, &good);
	/* Without an end there is no more than a first key. */
	if (!e && !good && (last.sequence || cx->home->audit->current))
		fault(v, FAULT_HEAD, 0, 0);
	if (!e)
		e = audit_checkpoint_load(cx, &last, &good, &v->checkpoint.key);
	if (!e && !good)
		fault(v, FAULT_CHECKPOINT, last.sequence, 0);
	if (!e && good && last.sequence) {
		v->checkpoint.sequence = last.sequence;
		v->checkpoint.key++;
	}
	if (!e && v->from > last.sequence + 1) {
		e = tx_query(cx->tx, Q_AUDIT_SEAL_OF, &before, 1, &rows);
		if (!e)
			e = rows_next(rows, &more);
		if (!e)
			last = (struct audit_head){v->from - 1,
						   more ? str_dup(cx->arena, rows_text(rows, 0))
							: STR("")};
		rows_done(rows);
	}
	if (e)
		return e;
	v->sequence = last.sequence;
	snprintf(v->seal, sizeof v->seal, "%.*s", STR_ARG(last.seal));
	while (v->at_anchor < v->n_anchors &&
	       v->anchors[v->at_anchor].head.sequence <= last.sequence)
		v->at_anchor++;
	v->begun = true;
	return OK;
}

static enum err check_head(struct ctx *cx, struct audit_verifier *v)
{
	struct audit_head head;
	bool kept;

	enum err e = audit_head_load(cx, &head, &kept);
	if (e)
		return e;
	if (kept && head.sequence > v->sequence)
		fault(v, FAULT_END, v->sequence + 1, 0);
	else if (kept && (head.sequence < v->sequence || !str_is(head.seal, v->seal)))
		fault(v, FAULT_PAST_END, v->sequence, 0);
	return OK;
}

static enum err check_waiting(struct ctx *cx, struct audit_verifier *v)
{
	const struct audit_key *key = &cx->home->audit->key;
	struct rows *rows = NULL;
	bool more = false;
	const struct value all[] = {VAL_INT(0), VAL_INT(INT64_MAX)};

	enum err e = tx_query(cx->tx, Q_AUDIT_WAITING, all, 2, &rows);
	while (!e && !(e = rows_next(rows, &more)) && more) {
		struct audit_entry entry;
		e = row_read(rows, cx->arena, &audit_fields, &entry);
		if (e)
			break;
		struct audit_mac mac = audit_mac_row(key, &entry);
		if (!audit_mac_is(&mac, entry.mac))
			fault(v, FAULT_UNSIGNED, 0, entry.id);
		v->waiting++;
	}
	rows_done(rows);
	return e;
}

/* In the transaction that has read the last rows, so that nothing can come in between. */
static enum err finish(struct ctx *cx, struct audit_verifier *v)
{
	struct audit_anchor noted;
	int64_t all = 0;

	enum err e = check_head(cx, v);
	if (!e)
		e = check_waiting(cx, v);
	if (!e && !v->from)
		e = tx_one_int(cx->tx, Q_AUDIT_COUNT, NULL, 0, &all);
	if (!e && !v->from && all != v->rows + v->waiting)
		fault(v, FAULT_HIDDEN, 0, 0);
	if (!e && v->with_anchors)
		e = audit_anchor_noted(cx, &noted);
	if (e)
		return e;
	if (v->with_anchors && noted.number > v->last_anchor)
		fault(v, FAULT_ANCHOR_GAP, noted.head.sequence, 0);
	if (v->at_anchor < v->n_anchors)
		fault(v, FAULT_ROLLED_BACK, v->anchors[v->at_anchor].head.sequence, 0);
	v->done = true;
	return OK;
}

enum err audit_verify(struct ctx *cx, void *verifier)
{
	struct audit_verifier *v = verifier;
	struct audit_verifier next = *v; /* a transaction may run again */
	struct rows *rows = NULL;
	bool more = false;
	int64_t n = 0;

	enum err e = next.begun ? OK : begin(cx, &next);
	const struct value after[] = {VAL_INT(next.sequence), VAL_INT(VERIFY_ROWS)};
	if (!e)
		e = tx_query(cx->tx, Q_AUDIT_AFTER, after, 2, &rows);
	while (!e && !(e = rows_next(rows, &more)) && more) {
		struct audit_entry entry;
		e = row_read(rows, cx->arena, &audit_fields, &entry);
		if (!e)
			check_row(&next, cx, &entry);
		n++;
	}
	rows_done(rows);
	if (!e && n < VERIFY_ROWS)
		e = finish(cx, &next);
	if (!e)
		*v = next;
	return e;
}

/* The members of a report, without its braces; lang < 0: faults without texts. */
static void write_report(const struct audit_verifier *v, struct arena *a, int lang,
			 struct jw *w)
{
	jw_kbool(w, "good", v->n_faults == 0);
	jw_kint(w, "rows", v->rows);
	jw_kint(w, "first", v->first);
	jw_kint(w, "last", v->sequence);
	jw_kint(w, "waiting", v->waiting);
	jw_kint(w, "anchors", (int64_t)v->n_anchors);
	jw_kint(w, "fault_count", v->n_faults);
	jw_key(w, "faults");
	jw_arr(w);
	for (int64_t i = 0; i < v->n_faults && i < AUDIT_FAULTS_KEPT; i++) {
		const struct audit_fault *f = &v->faults[i];
		const char *kind = names_get(&audit_fault_kind_names, f->kind);
		jw_obj(w);
		jw_kcstr(w, "kind", kind);
		jw_kint(w, "sequence", f->sequence);
		jw_kid(w, "id", f->id);
		if (lang >= 0)
			jw_kcstr(w, "text",
				 message_get((enum lang)lang,
					     str_fmt(a, "audit_fault.%s", kind).p));
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

void audit_verify_write(const struct audit_verifier *v, struct jw *w)
{
	jw_obj(w);
	write_report(v, NULL, -1, w);
	jw_end_obj(w);
}

enum err audit_verify_report(struct ctx *cx, const struct audit_verifier *v, struct jw *w)
{
	struct audit_head head;
	bool kept;

	enum err e = audit_head_load(cx, &head, &kept);
	if (e)
		return e;
	jw_obj(w);
	write_report(v, cx->arena, (int)cx->lang, w);
	jw_kbool(w, "done", v->done);
	jw_kint(w, "end", head.sequence);
	jw_end_obj(w);
	return OK;
}
