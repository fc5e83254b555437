/* Endpoints of calendars: versions, their days, notices of days off. */
#include "http/route.h"
#include "service/calendar_days.h"
#include "service/policies.h"

static const struct field notice_rows[] = {
	F_TEXT(struct calendar_notice, text, F_NEW | F_REQUIRED | F_LINES, .min = 1,
	       .max = 100000),
	F_INT(struct calendar_notice, year, F_NEW | F_REQUIRED, .min = CALENDAR_YEAR_FIRST,
	      .max = CALENDAR_YEAR_LAST),
	F_REF(struct calendar_notice, calendar_id, F_NEW | F_REQUIRED, "calendar"),
};
static const struct fields notice_args =
	FIELDS(struct calendar_notice, "calendar_notice", "", notice_rows);

#define DATE "{\"type\":\"string\",\"format\":\"date\"}"
#define KIND "{\"enum\":[\"work\",\"off\",\"make_up\",\"holiday\"]}"
#define TEXT "{\"type\":\"string\"}"
#define LIST_OF(required, properties)                                                          \
	"{\"type\":\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,"   \
	"\"required\":[" required "],\"properties\":{" properties "}}}"

/* clang-format off */
static const char days_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"year\",\"time_zone\",\"known_until\",\"provisional\",\"items\"],"
	"\"properties\":{\"year\":{\"type\":\"integer\"},\"time_zone\":" TEXT ","
	"\"known_until\":{\"type\":[\"string\",\"null\"],\"format\":\"date\","
	"\"description\":\"Last date whose days off are announced; null: needs no notices.\"},"
	"\"provisional\":{\"type\":\"boolean\"},"
	"\"items\":" LIST_OF(
		"\"date\",\"kind\",\"name\",\"open_s\",\"spans\",\"lunar\"",
		"\"date\":" DATE ",\"kind\":" KIND ",\"name\":" TEXT ","
		"\"open_s\":{\"type\":\"integer\",\"minimum\":0},"
		"\"spans\":{\"type\":\"array\",\"items\":{\"type\":\"array\","
		"\"minItems\":2,\"maxItems\":2,\"items\":" TEXT "}},"
		"\"lunar\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\","
		"\"required\":[\"month\",\"day\",\"leap\"],\"properties\":{"
		"\"month\":{\"type\":\"integer\"},\"day\":{\"type\":\"integer\"},"
		"\"leap\":{\"type\":\"boolean\"}}}]}") "}}";
static const char notice_schema[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"year\",\"items\",\"differences\",\"warnings\",\"document\"],"
	"\"properties\":{\"year\":{\"type\":\"integer\"},"
	"\"items\":" LIST_OF("\"date\",\"kind\",\"name\"",
		"\"date\":" DATE ",\"kind\":{\"enum\":[\"off\",\"work\"]},\"name\":" TEXT) ","
	"\"differences\":" LIST_OF("\"date\",\"was\",\"becomes\",\"name\"",
		"\"date\":" DATE ",\"was\":" KIND ",\"becomes\":" KIND ",\"name\":" TEXT) ","
	"\"warnings\":" LIST_OF("\"code\",\"line\",\"date\",\"detail\"",
		"\"code\":" TEXT ",\"line\":{\"type\":\"integer\"},\"date\":" DATE ","
		"\"detail\":" TEXT) ","
	"\"document\":{\"type\":\"object\",\"description\":"
	"\"The calendar's document with the differences put in.\"}}}";
/* clang-format on */

static enum err days(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	struct str text;
	int64_t id, year = date_ymd(world_date(cx->world, cx->now)).year;

	if (request_arg(cx, req, "year", &text) && str_to_int(text, &year))
		return fail_at(cx->fail, ERR_INPUT, "year", "not_a_number");
	enum err e = request_id(req, 0, &id);
	return e ? e : calendar_days_write(cx, id, year, &w);
}

static enum err read_notice(struct ctx *cx, struct request *req, struct reply *rep)
{
	struct jw w = {.buf = &rep->body};
	return calendar_notice_write(cx, req->body, &w);
}

static const struct route_arg days_args[] = {
	{"year", "integer", "1990 to 2060; this year when left out"},
	{0},
};

static const struct route rows[] = {
	ROUTE(GET, "/calendars/{id}/days", PERM_LOGIN, days, .reply_schema = days_schema,
	      .args = days_args, .text = "All days of a year as the deadlines count them"),
	ROUTE(POST, "/calendars/read-notice", PERM_CALENDAR_WRITE, read_notice,
	      .mode = ROUTE_READ, .body = &notice_args, .reply_schema = notice_schema,
	      .status = 200,
	      .text = "Read a notice of days off (words, CSV, JSON, ICS); nothing is written"),
};
ROUTE_BLOCK(calendar_routes, rows);
