/* Endpoints of the files on customers, tickets and follow-ups. */
#include "http/route.h"
#include "service/attachments.h"

/* The record that a path lies under: "/tickets/{ticket_id}/attachments". */
static enum err read_parent(const struct request *req, struct attachment_parent *p)
{
	static const char *const first[] = {[OF_CUSTOMER] = "/customers/",
					    [OF_TICKET] = "/tickets/",
					    [OF_FOLLOW_UP] = "/follow-ups/"};

	for (p->of = OF_CUSTOMER; p->of < OF_FOLLOW_UP; p->of++)
		if (str_starts(str_of(req->route->path), str_of(first[p->of])))
			break;
	return request_id(req, 0, &p->id);
}

static enum err list(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct attachment_parent parent;
	struct value id;
	struct list_query q;
	struct list_page page;

	enum err e = read_parent(req, &parent);
	if (!e)
		e = request_list(cx, req, &attachment_fields, &q);
	if (!e)
		e = attachments_narrow(cx, &parent, &q, &id);
	if (!e)
		e = row_list(cx->tx, cx->arena, &attachment_fields, &q, cx->fail, &page);
	return e ? e : rest_show_page(cx, &attachment_resource, &page, rep);
}

static enum err add(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct attachment_new n = {.name = STR(""), .blob = req->upload};
	struct attachment rec;

	request_arg(cx, req, "name", &n.name);
	enum err e = read_parent(req, &n.parent);
	if (!e)
		e = attachment_add(cx, &n, &rec);
	if (!e)
		e = rest_show(cx, &attachment_resource, &rec, rep);
	if (!e)
		rep->location = str_fmt(cx->arena, "/api/v1%.*s/%lld", STR_ARG(req->path),
					(long long)rec.id);
	return e;
}

static enum err content(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct attachment_parent parent;
	struct attachment rec;
	int64_t id;

	enum err e = read_parent(req, &parent);
	if (!e)
		e = request_id(req, 1, &id);
	if (!e)
		e = attachment_read(cx, &parent, id, &rec);
	if (e)
		return e;
	rep->file = rec.hash;
	rep->content_type = str_dup(cx->arena, rec.media_type).p;
	rep->download = true;
	rep->filename = rec.name;
	return OK;
}

static enum err take_away(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct attachment_removal r = {.version = req->if_match};

	(void)rep;
	enum err e = read_parent(req, &r.parent);
	if (!e)
		e = request_id(req, 1, &r.id);
	if (!e)
		e = ctx_run(cx, TX_WRITE, attachment_remove, &r);
	/* What cannot be removed now is swept later. */
	if (!e && cx->home->files && ctx_run(cx, TX_WRITE, attachment_drop_file, &r))
		fail_clear(cx->fail);
	return e;
}

static const struct route_arg add_args[] = {
	{"name", "string", "name of the file; cleaned, and kept for whoever downloads it"},
	{0},
};

#define FILES_OF(path, read, write, what)                                                      \
	ROUTE(GET, path "/attachments", read, list, .list = &attachment_fields,                \
	      .text = "The files of a " what),                                                 \
		ROUTE(POST, path "/attachments", write, add, .upload = true,                   \
		      .reply = &attachment_fields, .status = 201, .args = add_args,            \
		      .text = "Hang a file on a " what "; the body is its bytes"),             \
		ROUTE(GET, path "/attachments/{id}/content", read, content,                    \
		      .mode = ROUTE_WRITE, .reply_type = "*/*",                                \
		      .text = "Download a file of a " what),                                   \
		ROUTE(DELETE, path "/attachments/{id}", write, take_away, .mode = ROUTE_HASH,  \
		      .status = 204, .if_match = true, .text = "Remove a file of a " what)

static const struct route rows[] = {
	FILES_OF("/customers/{customer_id}", PERM_CUSTOMER_READ, PERM_CUSTOMER_WRITE,
		 "customer"),
	FILES_OF("/tickets/{ticket_id}", PERM_TICKET_READ, PERM_TICKET_WRITE, "ticket"),
	FILES_OF("/follow-ups/{follow_up_id}", PERM_FOLLOW_UP_READ, PERM_FOLLOW_UP_WRITE,
		 "follow-up"),
};
ROUTE_BLOCK(attachment_routes, rows);
