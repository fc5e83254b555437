#include "domain/template.h"

ENUM_DEFINE(mail_template, MAIL_TEMPLATES);
ENUM_DEFINE(placeholder, PLACEHOLDERS);

static const struct field message_template_rows[] = {
	RECORD_ROWS(struct message_template),
	F_ENUM(struct message_template, key, F_NEW | F_REQUIRED, mail_template_names),
	F_ENUM(struct message_template, locale, F_NEW | F_REQUIRED, lang_names),
	F_TEXT(struct message_template, subject, F_WRITE | F_REQUIRED, .max = 200),
	F_TEXT(struct message_template, body, F_WRITE | F_REQUIRED | F_LINES, .max = 10000),
};
const struct fields message_template_fields =
	FIELDS(struct message_template, "message_template", "message_templates",
	       message_template_rows);

unsigned template_placeholders(enum mail_template key)
{
	const unsigned deadline = 1U << PLACE_DEADLINE | 1U << PLACE_DUE;
	const unsigned said = 1U << PLACE_TEXT | 1U << PLACE_FROM;
	const unsigned ticket = 1U << PLACE_TICKET | 1U << PLACE_TITLE | 1U << PLACE_ABOUT;
	unsigned all = (1U << PLACEHOLDER_COUNT) - 1;

	switch (key) {
	case TEMPLATE_NUDGE:
	case TEMPLATE_MENTION:
		return all & ~deadline;
	case TEMPLATE_ASSIGNED:
	case TEMPLATE_HOLD_ENDED:
		return all & ~deadline & ~said;
	case TEMPLATE_RECALL_NEAR:
	case TEMPLATE_RECALLED:
		return all & ~deadline & ~said & ~ticket;
	case TEMPLATE_WARNING:
	case TEMPLATE_BREACH:
	case TEMPLATE_ESCALATION:
		break;
	}
	return all & ~said;
}

static struct str names_of(struct arena *a, const struct placeholders *p)
{
	struct str out = STR("");

	for (int i = 0; i < p->names->n; i++)
		if (p->allowed >> i & 1)
			out = str_fmt(a, "%.*s%s{%s}", STR_ARG(out), out.n ? " " : "",
				      names_get(p->names, i));
	return out;
}

enum err placeholders_check(struct arena *a, const char *field, struct str text,
			    const struct placeholders *p, struct fail *f)
{
	size_t at = 0;
	enum err e = OK;

	while (at < text.n) {
		ptrdiff_t open = str_find(text, '{', at);
		ptrdiff_t end = open < 0 ? -1 : str_find(text, '}', (size_t)open);
		if (end < 0)
			break;
		struct str name = str_slice(text, (size_t)open + 1, (size_t)end);
		int place = names_find(p->names, name);
		at = (size_t)end + 1;
		if (place >= 0 && (p->allowed >> place & 1))
			continue;
		e = fail_at(f, ERR_INPUT, field, "unknown_placeholder");
		fail_arg(f, "name", str_fmt(a, "{%.*s}", STR_ARG(name)));
		fail_arg(f, "allowed", names_of(a, p));
	}
	return e;
}

enum err template_check(struct arena *a, const struct message_template *t, struct fail *f)
{
	const struct placeholders p = {&placeholder_names,
				       template_placeholders((enum mail_template)t->key)};
	enum err e = placeholders_check(a, "subject", t->subject, &p, f);

	return placeholders_check(a, "body", t->body, &p, f) ? ERR_INPUT : e;
}
