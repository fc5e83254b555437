/* duplicates - customers that may be the same one as a given customer, and why.
 *
 * Candidates come from the search index and from two columns, each by an index of its own; what
 * makes them the same is then checked exactly (domain/alike.h). */
#ifndef SERVICE_DUPLICATES_H
#define SERVICE_DUPLICATES_H

#include "domain/customer.h"
#include "service/ctx.h"

#define ALIKE_REASONS(X)                                                                       \
	X(ALIKE_PHONE, "phone")		  /* a contact's number, however it is written */      \
	X(ALIKE_EMAIL, "email")		  /* a contact's address */                            \
	X(ALIKE_NAME, "name")		  /* the whole name, marks and case aside */           \
	X(ALIKE_SHORT_NAME, "short_name") /* the name without 有限公司, Co., Ltd. */       \
	X(ALIKE_NUMBER, "number")	  /* the customer number */
ENUM_DECLARE(alike_reason, ALIKE_REASONS);

/* Candidates that are shown. */
enum { DUPLICATES_MAX = 20 };

struct duplicate {
	struct customer customer;
	unsigned reasons; /* a bit per enum alike_reason */
	int score;	  /* sum of what the reasons weigh */
};

/* Finds them among the customers that the actor may read, the highest score first, of equal
 * ones the newest; they lie in the arena. */
MUST_CHECK enum err duplicates_find(struct ctx *cx, const struct customer *c,
				    struct duplicate **ret_duplicates, size_t *ret_n);

#endif
