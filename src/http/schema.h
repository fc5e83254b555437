/* schema - JSON Schemas of records, from their field tables (for OpenAPI). */
#ifndef HTTP_SCHEMA_H
#define HTTP_SCHEMA_H

#include "http/request.h"

/* The record types that are printed, each once. */
struct schema_set {
	const struct fields *v[128];
	size_t n;
};
/* Adds a type; NULL is fine. */
void schema_add(struct schema_set *set, const struct fields *t);
/* The end of a schema's name: "" as it is read (0), "_new" as it is made, "_edit" as it is
 * changed, "_self" as people change their own. */
const char *schema_suffix(unsigned when);
/* Writes "name" and those of the others that the type has. */
void schema_record(struct jw *w, const struct fields *t);
/* Writes a schema text in which "@fields" in a list and "@fields":0 in an object stand for the
 * names and the properties of a type as it is read; t may be NULL when there are none. */
void schema_text(struct jw *w, const char *text, const struct fields *t);
/* Writes the schema of a field's value in a query string. */
void schema_argument(struct jw *w, const struct field *fd);

#endif
