/* bulk_body - what the endpoints for many records have in common: lists of ids in a body, and
 * the schema of their report. */
#ifndef HTTP_BULK_BODY_H
#define HTTP_BULK_BODY_H

#include "http/route.h"
#include "service/bulk.h"

/* The parts of a report's JSON Schema around that of a row's previous and new values. */
#define BULK_REPORT_SCHEMA(values)                                                             \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"applied\","       \
	"\"changed\",\"same\",\"refused\",\"rows\"],\"properties\":{"                          \
	"\"applied\":{\"type\":\"boolean\",\"description\":\"False: nothing was written, "     \
	"since it was a dry run or a row was refused.\"},"                                     \
	"\"changed\":{\"type\":\"integer\"},\"same\":{\"type\":\"integer\"},"                  \
	"\"refused\":{\"type\":\"integer\"},\"rows\":{\"type\":\"array\",\"items\":{"          \
	"\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"id\","             \
	"\"result\",\"code\",\"detail\",\"version\",\"previous\",\"values\"],"                 \
	"\"properties\":{\"id\":{\"type\":\"string\"},"                                        \
	"\"result\":{\"enum\":[\"changed\",\"same\",\"refused\"]},"                            \
	"\"code\":{\"type\":[\"string\",\"null\"]},"                                           \
	"\"detail\":{\"type\":[\"string\",\"null\"]},"                                         \
	"\"version\":{\"type\":[\"integer\",\"null\"]},"                                       \
	"\"previous\":" values ",\"values\":" values "}}}}}"

/* Reads a member of the body that is true or false; false when it is not there. */
MUST_CHECK enum err bulk_flag(struct ctx *cx, const struct request *req, const char *name,
			      bool *ret_flag);
/* Reads dry_run and partial of the body; false when they are not there. */
MUST_CHECK enum err bulk_how_read(struct ctx *cx, const struct request *req,
				  struct bulk_how *ret_how);
/* The version of a record in a member of an object; ERR_INPUT for the name. */
MUST_CHECK enum err bulk_version(struct ctx *cx, const json_t *object, const char *name,
				 int64_t *ret_version);
/* An id as JSON has it; ERR_INPUT for the field. */
MUST_CHECK enum err bulk_id(struct ctx *cx, const json_t *v, const char *field,
			    int64_t *ret_id);
/* Refuses a member of an object whose name is not in `known`, which ends with NULL. */
MUST_CHECK enum err bulk_known(struct ctx *cx, json_t *object, const char *const *known);
/* The length of a list of the body; ERR_INPUT: it is none, is empty, or has more than BULK_MAX.
 */
MUST_CHECK enum err bulk_length(struct ctx *cx, const json_t *list, const char *field,
				size_t *ret_n);
/* Refuses a list of ids in which one comes twice. */
MUST_CHECK enum err bulk_once(struct ctx *cx, const int64_t *ids, size_t n, const char *field);

#endif
