/* Endpoints of tickets, their history and their actions. */
#include "http/route.h"
#include "service/mentions.h"
#include "service/tickets.h"

/* What an action may be given; each action names the fields it takes. */
struct act {
	struct instant at;
	struct str text;
	struct instant until;
	int64_t department_id;
	int64_t owner_id;
	int confirmation;
	int channel;
	struct str attachment_ids;
	struct str mentions;
};

// clang-format off
#define T struct act
#define AT F_TIME(T, at, F_NEW)
#define SAID F_TEXT(T, text, F_NEW | F_REQUIRED | F_LINES, .min = 1, .max = 20000), \
	F_REFS(T, attachment_ids, F_NEW, "attachment"), AT
static const struct field say_rows[] = {SAID};
static const struct field note_rows[] = {SAID, F_REFS(T, mentions, F_NEW, "user")};
static const struct field when_rows[] = {AT};
static const struct field archive_rows[] = {F_TEXT(T, text, F_NEW | F_LINES, .max = 1000), AT};
static const struct field hold_rows[] = {
	F_TEXT(T, text, F_NEW | F_REQUIRED | F_LINES, .min = 1, .max = 1000), F_TIME(T, until, F_NEW), AT};
static const struct field assign_rows[] = {
	F_REF(T, owner_id, F_NEW | F_REQUIRED, "user"), F_REF(T, department_id, F_NEW, "department"),
	F_TEXT(T, text, F_NEW | F_LINES, .max = 1000)};
static const struct field ask_rows[] = {
	F_REF(T, department_id, F_NEW | F_REQUIRED, "department"),
	F_TEXT(T, text, F_NEW | F_LINES, .max = 20000), AT};
static const struct field call_rows[] = {
	F_ENUM(T, confirmation, F_NEW | F_REQUIRED, confirmation_names),
	F_ENUM(T, channel, F_NEW, channel_names), F_TEXT(T, text, F_NEW | F_LINES, .max = 20000), AT};
static const struct field apology_rows[] = {
	F_TEXT(T, text, F_NEW | F_REQUIRED | F_LINES, .min = 1, .max = 20000),
	F_ENUM(T, channel, F_NEW, channel_names), AT};
#undef SAID
#undef AT
#undef T
// clang-format on

static const struct fields archive_args = FIELDS(struct act, "archiving", "", archive_rows);
static const struct fields say_args = FIELDS(struct act, "say", "", say_rows);
static const struct fields note_args = FIELDS(struct act, "note", "", note_rows);
static const struct fields when_args = FIELDS(struct act, "when", "", when_rows);
static const struct fields hold_args = FIELDS(struct act, "hold", "", hold_rows);
static const struct fields assign_args = FIELDS(struct act, "assignment", "", assign_rows);
static const struct fields ask_args = FIELDS(struct act, "department_request", "", ask_rows);
static const struct fields call_args = FIELDS(struct act, "call_back", "", call_rows);
static const struct fields apology_args = FIELDS(struct act, "apology", "", apology_rows);

/* The last word of the path says what is done. */
static const struct {
	const char *word;
	enum event_kind kind;
} words[] = {
	{"reply", EV_REPLIED},
	{"customer-message", EV_CUSTOMER_MESSAGE},
	{"note", EV_NOTED},
	{"hold", EV_HELD},
	{"resume", EV_RESUMED},
	{"resolve", EV_RESOLVED},
	{"reopen", EV_REOPENED},
	{"assign", EV_ASSIGNED},
	{"ask-department", EV_DEPARTMENT_ASKED},
	{"department-reply", EV_DEPARTMENT_REPLIED},
	{"call-back", EV_CALLED_BACK},
	{"apologise", EV_APOLOGISED},
	{"archive", EV_ARCHIVED},
	{"cancel", EV_CANCELLED},
};

static enum event_kind kind_of(const struct route *route)
{
	const char *slash = strrchr(route->path, '/');

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(slash + 1, words[i].word) == 0)
			return words[i].kind;
	return EV_NOTED;
}

static enum err act(struct ctx *cx, struct request *req, struct reply *rep)
{
	const struct fields *t = req->route->body;
	struct act a = *(struct act *)req->body;
	struct ticket_action action = {.version = req->if_match, .kind = kind_of(req->route)};
	struct ticket ticket;

	/* Fields that the action does not take are not in its table, and so were never cleared.
	 */
	if (!field_find(t, STR("at")))
		a.at = INSTANT_NONE;
	if (!field_find(t, STR("until")))
		a.until = INSTANT_NONE;
	enum err e = request_id(req, 0, &action.ticket_id);
	if (e)
		return e;
	action.at = a.at;
	action.text = a.text;
	action.until = a.until;
	action.department_id = a.department_id;
	action.owner_id = a.owner_id;
	action.confirmation = (enum confirmation)a.confirmation;
	action.channel = (enum channel)a.channel;
	action.attachment_ids = a.attachment_ids;
	action.mentions = a.mentions;
	e = ticket_act(cx, &action, &ticket);
	return e ? e : rest_show(cx, &ticket_resource, &ticket, rep);
}

// clang-format off
static const char readers_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"items\"],"
	"\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"id\",\"name\",\"pinyin\"],\"properties\":{"
	"\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
	"\"pinyin\":{\"type\":\"string\"}}}}}}";
// clang-format on

/* Of a ticket or of a customer, as the path says. */
static enum err readers(struct ctx *cx, struct request *req, struct reply *rep)
{
	bool of_ticket = str_starts(str_of(req->route->path), STR("/tickets/"));
	struct jw w = {.buf = &rep->body};
	int64_t id;

	enum err e = request_id(req, 0, &id);
	if (e)
		return e;
	return of_ticket ? mentions_of_ticket(cx, id, &w) : mentions_of_customer(cx, id, &w);
}

#define ACT(word, args, what)                                                                  \
	ROUTE(POST, "/tickets/{id}/" word, PERM_TICKET_WRITE, act, .body = args,               \
	      .reply = &ticket_fields, .status = 200, .text = what)

static const struct route rows[] = {
	REST_READ("/tickets", &ticket_resource, &ticket_fields, PERM_TICKET_READ, "tickets"),
	REST_WRITE("/tickets", &ticket_resource, &ticket_fields, PERM_TICKET_WRITE, "tickets"),
	ROUTE(GET, "/tickets/{ticket_id}/events", PERM_TICKET_READ, rest_list,
	      .resource = &ticket_event_resource, .list = &ticket_event_fields,
	      .text = "The history of a ticket"),
	ROUTE(GET, "/tickets/{ticket_id}/readers", PERM_TICKET_READ, readers,
	      .reply_schema = readers_schema,
	      .text = "The colleagues who may be mentioned in a note of a ticket"),
	ROUTE(GET, "/customers/{customer_id}/readers", PERM_CUSTOMER_READ, readers,
	      .reply_schema = readers_schema,
	      .text = "The colleagues who may be mentioned in a record at a customer"),
	ACT("reply", &say_args, "Answer the customer"),
	ACT("customer-message", &say_args, "Note what the customer said"),
	ACT("note", &note_args, "Add an internal note"),
	ACT("hold", &hold_args, "Put a ticket on hold, with a reason and perhaps an end"),
	ACT("resume", &when_args, "End the hold"),
	ACT("resolve", &say_args, "Say that it is solved, and how"),
	ACT("reopen", &when_args, "Open a solved ticket again"),
	ACT("assign", &assign_args, "Hand a ticket over"),
	ACT("ask-department", &ask_args, "Ask a department to report"),
	ACT("department-reply", &ask_args, "Note what the department reported"),
	ACT("call-back", &call_args, "Record the call-back with the customer's confirmation"),
	ACT("apologise", &apology_args, "Record the explanation and apology for a delay"),
	ACT("archive", &archive_args,
	    "Archive a solved ticket; unconfirmed only with a reason"),
	ACT("cancel", &say_args, "Cancel a ticket, with the reason"),
};
ROUTE_BLOCK(ticket_routes, rows);
