#include "store/recall.h"

#include <string.h>

enum { BYTES_MAX = 8192 }; /* of a reply; the library takes 2 KiB for the smallest */

void recall_begin(struct recall *r)
{
	r->n_presumed = 0;
	r->wrong = false;
}

/* Parameters are hashes of secrets: any of their bytes tells them apart. */
static struct recalled *place(struct recall *r, enum query q, struct str param)
{
	unsigned h = (unsigned)q;

	for (size_t i = 0; i < param.n; i++)
		h = h * 31 + (unsigned char)param.p[i];
	return &r->places[h % RECALL_PLACES];
}

static bool is_of(const struct recalled *p, enum query q, struct str param)
{
	return p->reply && p->q == q && str_eq((struct str){p->param, p->n}, param);
}

static bool is_presumed(const struct recall *r, const struct recalled *p)
{
	for (int i = 0; i < r->n_presumed; i++)
		if (r->presumed[i].reply == p)
			return true;
	return false;
}

const PGresult *recall_presume(struct recall *r, enum query q, struct str param,
			       unsigned number)
{
	struct recalled *p = place(r, q, param);

	if (!is_of(p, q, param) || p->stale || r->n_presumed == RECALL_PRESUMED)
		return NULL;
	r->presumed[r->n_presumed].reply = p;
	r->presumed[r->n_presumed].number = number;
	r->presumed[r->n_presumed++].at = -1;
	return p->reply;
}

bool recall_keep(struct recall *r, enum query q, struct str param, PGresult *reply)
{
	struct recalled *p = place(r, q, param);

	if (param.n > RECALL_PARAM || PQresultMemorySize(reply) > BYTES_MAX ||
	    is_presumed(r, p))
		return false;
	PQclear(p->reply);
	*p = (struct recalled){.reply = reply, .q = q, .n = param.n};
	memcpy(p->param, param.p, param.n);
	return true;
}

static bool same_cell(const PGresult *a, const PGresult *b, int row, int col)
{
	int n = PQgetlength(a, row, col);

	return PQgetisnull(a, row, col) == PQgetisnull(b, row, col) &&
	       PQgetlength(b, row, col) == n &&
	       memcmp(PQgetvalue(a, row, col), PQgetvalue(b, row, col), (size_t)n) == 0;
}

static bool same(const PGresult *a, const PGresult *b)
{
	int rows = PQntuples(a), cols = PQnfields(a);

	if (PQresultStatus(b) != PGRES_TUPLES_OK || PQntuples(b) != rows ||
	    PQnfields(b) != cols)
		return false;
	for (int i = 0; i < rows; i++)
		for (int k = 0; k < cols; k++)
			if (!same_cell(a, b, i, k))
				return false;
	return true;
}

void recall_judge(struct recall *r, int at, const PGresult *reply)
{
	for (int i = 0; i < r->n_presumed; i++) {
		struct recalled *p = r->presumed[i].reply;
		if (r->presumed[i].at != at || same(p->reply, reply))
			continue;
		p->stale = true;
		r->wrong = true;
	}
}

void recall_clear(struct recall *r)
{
	for (int i = 0; i < RECALL_PLACES; i++)
		PQclear(r->places[i].reply);
	*r = (struct recall){0};
}
