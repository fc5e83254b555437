#include "domain/webhook.h"

ENUM_DEFINE(webhook_kind, WEBHOOK_KINDS);

enum { SHOWN_END = 4 };

// clang-format off
#define T struct webhook
static const struct field webhook_rows[] = {
	RECORD_ROWS(T),
	F_TEXT(T, name, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .max = 100),
	F_ENUM(T, kind, F_NEW | F_REQUIRED | F_FILTER, webhook_kind_names),
	F_TEXT(T, url, F_WRITE | F_REQUIRED | F_HIDDEN, .max = 2000),
	F_TEXT(T, secret, F_WRITE | F_HIDDEN, .max = 200),
	F_REF(T, department_id, F_WRITE | F_FILTER, "department"),
	F_BOOL(T, warnings, F_WRITE | F_FILTER),
	F_BOOL(T, breaches, F_WRITE | F_FILTER),
	F_BOOL(T, escalations, F_WRITE | F_FILTER),
	F_BOOL(T, enabled, F_WRITE | F_FILTER),
	F_BOOL(T, mentions, F_WRITE | F_FILTER),
	F_TEXT(T, address, F_COMPUTED),
	F_BOOL(T, has_secret, F_COMPUTED),
	F_TIME(T, sent_at, F_COMPUTED),
	F_TIME(T, failed_at, F_COMPUTED),
	F_TEXT(T, error, F_COMPUTED),
};
#undef T
const struct fields webhook_fields = FIELDS(struct webhook, "webhook", "webhooks", webhook_rows);

#define T struct delivery
static const struct field delivery_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, webhook_id, 0, "webhook"),
	F_REF(T, message_id, 0, "delivery"),
	F_REF(T, customer_id, F_FILTER, "customer"),
	F_REF(T, ticket_id, F_FILTER, "ticket"),
	F_TEXT(T, kind, F_FILTER),
	F_JSON(T, args, 0),
	F_TIME(T, send_at, F_FILTER | F_SORT),
	F_ENUM(T, state, F_FILTER, notice_state_names),
	F_INT(T, attempts, 0),
	F_TEXT(T, error, 0),
	F_TIME(T, sent_at, 0),
};
#undef T
const struct fields delivery_fields = FIELDS(struct delivery, "delivery", "notices", delivery_rows);
// clang-format on

bool webhook_says(const struct webhook *w, struct str kind)
{
	return (w->warnings && str_is(kind, "warning")) ||
	       (w->breaches && str_is(kind, "breach")) ||
	       (w->escalations && str_is(kind, "escalation"));
}

struct str webhook_address(struct arena *a, struct str url)
{
	ptrdiff_t slashes = str_find(url, '/', 0);
	size_t host = slashes < 0 ? url.n : (size_t)slashes + 2;
	size_t end = host;

	while (end < url.n && url.p[end] != '/' && url.p[end] != '?')
		end++;
	/* Of a short path the end would be all of it. */
	size_t tail = url.n - end > 4 * SHOWN_END ? SHOWN_END : 0;
	return str_fmt(a, "%.*s%s%.*s", (int)end, url.p, end < url.n ? "/…" : "", (int)tail,
		       url.p + url.n - tail);
}

/* "whsec_" and a key in base64. */
static bool is_standard(struct str secret)
{
	struct str prefix = STR("whsec_");
	size_t n = 0;

	if (!str_starts(secret, prefix))
		return false;
	struct str key = str_slice(secret, prefix.n, secret.n);
	while (n < key.n &&
	       (strchr("+/", key.p[n]) || (key.p[n] >= '0' && key.p[n] <= '9') ||
		(key.p[n] >= 'A' && key.p[n] <= 'Z') || (key.p[n] >= 'a' && key.p[n] <= 'z')))
		n++;
	size_t pads = key.n - n;
	return n >= WEBHOOK_KEY_MIN && key.n % 4 == 0 && pads <= 2 &&
	       (pads == 0 || key.p[n] == '=') && (pads < 2 || key.p[n + 1] == '=');
}

enum err webhook_check(const struct webhook *w, struct fail *f)
{
	bool standard = w->kind == WEBHOOK_STANDARD;

	if (w->kind == WEBHOOK_WECOM && w->secret.n)
		return fail_at(f, ERR_INPUT, "secret", "webhook_secret_unused");
	if (standard && !w->secret.n)
		return fail_at(f, ERR_INPUT, "secret", "required");
	if (standard && !is_standard(w->secret))
		return fail_at(f, ERR_INPUT, "secret", "webhook_secret_form");
	return OK;
}
