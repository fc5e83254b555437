/* audit_verify - is the audit trail whole?
 *
 * Reads the rows in the order of their numbers, page by page, checks signatures, seals, the
 * numbers without a gap, the checkpoint before and the head behind them, and the anchors that
 * were written outside.  Rows follow the keys of the log, from one to the next where a row
 * closes it.  After a fault it goes on with what stands there, so that one fault is told once.
 * It changes nothing. */
#ifndef SERVICE_AUDIT_VERIFY_H
#define SERVICE_AUDIT_VERIFY_H

#include "service/audit_chain.h"
#include "service/ctx.h"

/* id, name in reports and message keys ("audit_fault.row_changed"). */
#define AUDIT_FAULTS(X)                                                                        \
	X(FAULT_ROW, "row_changed")	   /* content and signature do not fit */              \
	X(FAULT_SEAL, "seal_wrong")	   /* the row was not sealed here */                   \
	X(FAULT_GAP, "rows_missing")	   /* numbers are left out */                          \
	X(FAULT_DOUBLE, "row_doubled")	   /* a number stands twice */                         \
	X(FAULT_UNSIGNED, "row_unsigned")  /* a waiting row was not written by the program */  \
	X(FAULT_HIDDEN, "rows_unnumbered") /* rows that lie outside the chain */               \
	X(FAULT_HEAD, "head_forged") /* the end's signature is missing or not this key's */    \
	X(FAULT_END, "end_missing")  /* the signed end lies behind the last row */             \
	X(FAULT_PAST_END, "end_differs") /* the signed end is another than the last row */     \
	X(FAULT_CHECKPOINT, "checkpoint_forged")                                               \
	X(FAULT_KEY, "key_not_closed") /* another key goes on without a row that says so */    \
	X(FAULT_OLD_KEY, "key_closed_before") /* signed with a key after its closing row */    \
	X(FAULT_ANCHOR, "anchor_forged")      /* a line of the anchors is not signed */        \
	X(FAULT_ANCHOR_GAP, "anchor_missing") /* lines of the anchors are missing */           \
	X(FAULT_ANCHOR_ROW,                                                                    \
	  "anchor_differs")		    /* the row was another one when it was anchored */ \
	X(FAULT_ROLLED_BACK, "rolled_back") /* the anchors know of later rows */
ENUM_DECLARE(audit_fault_kind, AUDIT_FAULTS);

struct audit_fault {
	enum audit_fault_kind kind;
	int64_t sequence; /* where; 0 = nowhere */
	int64_t id;	  /* of the row; 0 = none */
};

enum { AUDIT_FAULTS_KEPT = 20 };

/* A verification under way.  Zero it, set from, give it its anchors, then call audit_verify
 * until it is done. */
struct audit_verifier {
	int64_t from; /* number of the first row to look at; 0 = the first there is */
	const struct audit_anchor *anchors; /* by sequence; kept */
	size_t n_anchors;
	int64_t last_anchor; /* number of the last line that was read */
	bool with_anchors;   /* there should be anchors */
	bool begun, done;
	int64_t first;	  /* number of the first row that was looked at */
	int64_t sequence; /* of the last one */
	size_t key;	  /* which of the keys is followed, from 1; 0: the first row tells */
	struct {
		int64_t sequence;
		size_t key; /* from 1; 0: there is none, or it is forged */
	} checkpoint;
	char seal[65];
	int64_t rows, waiting;
	size_t at_anchor;
	struct audit_fault faults[AUDIT_FAULTS_KEPT];
	int64_t n_faults;
};

/* Reads the lines of a file of anchors into v, signed with the log's keys one after another;
 * they lie in the arena.  What is wrong with them is a fault, not an error. */
MUST_CHECK enum err audit_verify_anchors(struct audit_verifier *v, struct arena *a,
					 const struct audit_log *log, struct str text);
/* Looks at the next rows (arg is the verifier), in a transaction that may read only. */
MUST_CHECK enum err audit_verify(struct ctx *cx, void *verifier);
/* Writes what was found as a JSON object. */
void audit_verify_write(const struct audit_verifier *v, struct jw *w);
/* The same with the faults in the reader's language, whether it is done, and the number that
 * the trail ends with. */
MUST_CHECK enum err audit_verify_report(struct ctx *cx, const struct audit_verifier *v,
					struct jw *w);

#endif
