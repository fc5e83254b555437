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
/* Writes "name": as it is read, "name_new": as it is made, "name_edit": as it is changed. */
void schema_record(struct jw *w, const struct fields *t);
/* Writes the schema of a field's value in a query string. */
void schema_argument(struct jw *w, const struct field *fd);

#endif
