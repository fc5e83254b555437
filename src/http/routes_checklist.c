/* Endpoints of checklists: templates, and the items of a ticket. */
#include "http/route.h"
#include "service/checklists.h"

struct applying {
	int64_t template_id;
};
static const struct field applying_rows[] = {
	F_REF(struct applying, template_id, F_NEW | F_REQUIRED, "checklist_template"),
};
static const struct fields applying_args =
	FIELDS(struct applying, "checklist_apply", "", applying_rows);

static enum err apply(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct applying *a = req->body;
	int64_t ticket_id;

	enum err e = request_id(req, 0, &ticket_id);
	if (!e)
		e = checklist_apply(cx, ticket_id, a->template_id);
	return e ? e : rest_list(cx, req, rep);
}

#define ITEMS "/tickets/{ticket_id}/checklist"

static const struct route rows[] = {
	REST_READ("/checklist-templates", &checklist_template_resource,
		  &checklist_template_fields, PERM_TICKET_READ, "templates of checklists"),
	REST_WRITE("/checklist-templates", &checklist_template_resource,
		   &checklist_template_fields, PERM_POLICY_WRITE, "templates of checklists"),
	REST_DELETE("/checklist-templates", &checklist_template_resource, PERM_POLICY_WRITE,
		    "templates of checklists"),
	REST_READ(ITEMS, &checklist_item_resource, &checklist_item_fields, PERM_TICKET_READ,
		  "items of a ticket's checklist"),
	REST_WRITE(ITEMS, &checklist_item_resource, &checklist_item_fields, PERM_TICKET_WRITE,
		   "items of a ticket's checklist"),
	REST_DELETE(ITEMS, &checklist_item_resource, PERM_TICKET_WRITE,
		    "items of a ticket's checklist"),
	ROUTE(POST, ITEMS "/apply", PERM_TICKET_WRITE, apply,
	      .resource = &checklist_item_resource, .body = &applying_args,
	      .list = &checklist_item_fields, .status = 200,
	      .text = "Put the items of a template on a ticket"),
};
ROUTE_BLOCK(checklist_routes, rows);
