/* route - an endpoint is one row: method, path, permission, handler, what goes in and out.
 *
 * A row without a permission does not compile.  The router, validation, the OpenAPI document
 * and the permission matrix of the tests all read these rows. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "service/ctx.h"
#include "service/resource.h"

enum { ROUTE_PARAMS = 3 };

/* A request as a handler sees it; everything lies in the request's arena. */
struct request {
	const struct route *route;
	struct str path;		/* below /api/v1, undecoded */
	struct str param[ROUTE_PARAMS]; /* {id} ... of the path, in order */
	json_t *json;	     /* the body, checked to be an object; NULL when there is none */
	void *body;	     /* decoded by route->body when that is set (body_when) */
	uint64_t body_set;   /* which fields of it were given */
	struct str raw;	     /* the body's bytes */
	struct str text;     /* what route->before has made of them */
	struct blob *upload; /* or the file that they were written into: sys/blob.h */
	struct str content_type;
	int64_t if_match;   /* version of If-Match; -1 = none given */
	struct str query;   /* the query string, undecoded; use request_arg */
	struct str session; /* the session cookie's token; "" = none */
	struct str token;   /* the bearer token; "" = none */
	struct str user_agent;
};

struct reply {
	int status;	 /* 0: 200, or 201 for POST on a collection, 204 without body */
	struct buf body; /* JSON unless content_type is set */
	const char *content_type;
	int64_t version;      /* of the record shown: ETag; 0 = none */
	struct str location;  /* of what was created */
	struct str session;   /* secret of a new session, for the cookie */
	bool end_session;     /* the cookie is taken back */
	struct str next;      /* cursor of the next page: Link header */
	struct str file;      /* or a file that people attached: its name in home->files */
	struct scratch *made; /* or one that was made for it, taken when it is sent */
	bool download;
	struct str filename;
};

/* A handler runs inside the transaction (route->mode) with the actor's rights checked for
 * route->perm.  An error becomes problem+json from cx->fail. */
typedef enum err (*route_fn)(struct ctx *cx, struct request *req, struct reply *rep);

enum route_mode {
	ROUTE_AUTO,  /* GET reads, other methods write */
	ROUTE_READ,  /* a read transaction */
	ROUTE_WRITE, /* a write transaction; Idempotency-Key honoured on POST */
	ROUTE_HASH,  /* no transaction of its own: slow work off the HTTP threads (passwords) */
	ROUTE_LONG,  /* the same for long work, for which no login waits (exports) */
};

/* One query argument of a list beyond the fields' own filters. */
struct route_arg {
	const char *name;
	const char *type; /* "string", "integer", "boolean", "date-time" */
	const char *text; /* what it means, in English, for OpenAPI */
};

struct route {
	const char *method;
	const char *path; /* below /api/v1, "/tickets/{id}/close" */
	enum perm perm;
	route_fn fn;
	enum route_mode mode;
	const char *text;		 /* summary for OpenAPI */
	const struct resource *resource; /* for the generic handlers rest_* */
	const struct fields *body;  /* fields of the JSON body, decoded before fn is called */
	unsigned body_when;	    /* F_NEW (default), F_EDIT or F_SELF */
	const char *body_schema;    /* or: a JSON Schema text for bodies that fn reads itself */
	const struct fields *reply; /* one record */
	const struct fields *list;  /* a page: {"items":[...],"next":cursor} */
	const struct fields *filters; /* or: takes the filters of such a list, and its order */
	const char *reply_schema;     /* or: a JSON Schema text... */
	const struct fields *reply_part; /* ...whose "@fields" are those of this type */
	const char *reply_type;		 /* or: a file of this media type, "text/csv" */
	int status;			 /* of success when not the usual one */
	bool secret;			 /* the reply is never kept for an Idempotency-Key */
	bool if_match;			 /* 428 without If-Match */
	bool upload;			 /* the body goes into a file as it comes */
	/* Called before the transaction, among long work, once the sender is admitted. */
	enum err (*before)(struct ctx *cx, struct request *req);
	bool recent;		      /* the password must have been given lately */
	const struct route_arg *args; /* ends with name NULL */
	size_t max_body;	      /* bytes; 0 = 1 MiB */
};

/* The mode that a route has in the end. */
static inline enum route_mode route_mode(const struct route *r)
{
	if (r->mode != ROUTE_AUTO)
		return r->mode;
	return strcmp(r->method, "GET") == 0 ? ROUTE_READ : ROUTE_WRITE;
}

/* Whether an Idempotency-Key is honoured.  Of what makes something whose secret is told once
 * the reply is not kept, but it is not made again either; what only shows one does so again. */
static inline bool route_takes_key(const struct route *r)
{
	return strcmp(r->method, "POST") == 0 && route_mode(r) == ROUTE_WRITE &&
	       (!r->secret || r->status == 201);
}

#define ROUTE(m, p, permission, handler, ...)                                                  \
	{                                                                                      \
		.method = #m, .path = p, .perm = permission, .fn = handler, __VA_ARGS__        \
	}

/* The generic handlers of a resource; they use req->route->resource. */
enum err rest_list(struct ctx *cx, struct request *req, struct reply *rep);
enum err rest_get(struct ctx *cx, struct request *req, struct reply *rep);
enum err rest_create(struct ctx *cx, struct request *req, struct reply *rep);
enum err rest_change(struct ctx *cx, struct request *req, struct reply *rep);
enum err rest_delete(struct ctx *cx, struct request *req, struct reply *rep);

/* What they end with, for handlers of their own: one record, a page of records. */
MUST_CHECK enum err rest_show(struct ctx *cx, const struct resource *r, void *rec,
			      struct reply *rep);
MUST_CHECK enum err rest_show_page(struct ctx *cx, const struct resource *r,
				   const struct list_page *page, struct reply *rep);

/* The five rows of a resource at a path: REST("/customers", &customer_resource, ...). */
#define REST_READ(p, r, f, perm_read, what)                                                    \
	ROUTE(GET, p, perm_read, rest_list, .resource = r, .list = f, .text = "List " what),   \
		ROUTE(GET, p "/{id}", perm_read, rest_get, .resource = r, .reply = f,          \
		      .text = "One of the " what)
#define REST_WRITE(p, r, f, perm_write, what)                                                  \
	ROUTE(POST, p, perm_write, rest_create, .resource = r, .body = f, .reply = f,          \
	      .status = 201, .text = "Create one of the " what),                               \
		ROUTE(PATCH, p "/{id}", perm_write, rest_change, .resource = r, .body = f,     \
		      .body_when = F_EDIT, .reply = f, .if_match = true,                       \
		      .text = "Change one of the " what)
#define REST_DELETE(p, r, perm_remove, what)                                                   \
	ROUTE(DELETE, p "/{id}", perm_remove, rest_delete, .resource = r, .if_match = true,    \
	      .status = 204, .text = "Delete one of the " what)

/* All endpoints, block by block; each routes_x.c defines one block by ROUTE_BLOCK(x_routes,
 * rows) and routes.c lists them. */
struct route_block {
	const struct route *v;
	size_t n;
};
#define ROUTE_BLOCK(name, rows)                                                                \
	extern const struct route_block name;                                                  \
	const struct route_block name = {rows, sizeof rows / sizeof *rows}
extern const struct route_block *const route_blocks[];
extern const size_t route_blocks_n;

/* The texts of a body that the handler reads itself; the first `required` of names[n] must be
 * there, the others are "" when they are not.  Any other key is refused. */
MUST_CHECK enum err request_texts(struct ctx *cx, const struct request *req,
				  const char *const *names, size_t required,
				  struct str *ret_texts, size_t n);
/* The decoded value of a query argument; false when it is not given.  Given twice is refused
 * before a handler runs. */
bool request_arg(struct ctx *cx, const struct request *req, const char *name,
		 struct str *ret_value);
/* The id in param[i]; ERR_NOT_FOUND when it is none. */
MUST_CHECK enum err request_id(const struct request *req, int i, int64_t *ret_id);
/* Filters, sort, limit, cursor, q, tag and with_total of the query string for a list of t, with
 * the actor's eyes for the route's permission.  Unknown arguments, unfilterable fields and bad
 * values are ERR_INPUT with the argument's name. */
MUST_CHECK enum err request_list(struct ctx *cx, const struct request *req,
				 const struct fields *t, struct list_query *ret_query);

#endif
