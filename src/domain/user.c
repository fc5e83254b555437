#include "domain/user.h"

ENUM_DEFINE(locale, LOCALES);
ENUM_DEFINE(mail_notices, MAIL_NOTICES);

static const struct field department_rows[] = {
	RECORD_ROWS(struct department),
	F_TEXT(struct department, name, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .max = 100),
	F_REF(struct department, parent_id, F_WRITE | F_FILTER, "department"),
	F_TEXT(struct department, path, F_SORT),
	F_REF(struct department, head_id, F_WRITE | F_FILTER, "user"),
	F_TEXT(struct department, pinyin, F_COMPUTED),
};
const struct fields department_fields =
	FIELDS(struct department, "department", "departments", department_rows);

static const char roles_schema[] = "{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
				   "\"description\":\"Names of roles.\"}";

static const struct field user_rows[] = {
	RECORD_ROWS(struct user),
	F_TEXT(struct user, login, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .min = 2,
	       .max = 64),
	F_TEXT(struct user, name, F_WRITE | F_REQUIRED | F_FILTER | F_SORT, .max = 100),
	F_REF(struct user, department_id, F_WRITE | F_FILTER, "department"),
	F_REF(struct user, supervisor_id, F_WRITE | F_FILTER, "user"),
	F_JSON(struct user, roles, F_WRITE, .schema = roles_schema),
	F_TEXT(struct user, password_hash, F_HIDDEN),
	F_ENUM(struct user, locale, F_WRITE | F_SELF, locale_names),
	F_TEXT(struct user, time_zone, F_WRITE | F_SELF, .max = 64),
	F_TEXT(struct user, email, F_WRITE | F_SELF, .max = 254, .mask = MASK_EMAIL),
	F_TEXT(struct user, phone, F_WRITE | F_SELF, .max = 32, .mask = MASK_PHONE),
	F_TEXT(struct user, chat_id, F_WRITE | F_SELF, .max = 64),
	F_BOOL(struct user, disabled, F_WRITE | F_FILTER),
	F_TIME(struct user, last_login_at, F_SORT),
	F_JSON(struct user, preferences, F_SELF, .max = PREFERENCES_MAX),
	F_ENUM(struct user, mail_notices, F_SELF, mail_notices_names),
	F_INT(struct user, quiet_from, F_SELF, .min = 0, .max = 1439),
	F_INT(struct user, quiet_to, F_SELF, .min = 0, .max = 1439),
	F_TEXT(struct user, pinyin, F_COMPUTED),
	F_BOOL(struct user, demo, F_FILTER),
	F_BOOL(struct user, second_factor, F_FILTER),
};
const struct fields user_fields = FIELDS(struct user, "user", "users", user_rows);

static const struct field session_rows[] = {
	RECORD_ROWS(struct session),
	F_REF(struct session, user_id, 0, "user"),
	F_TEXT(struct session, hash, F_HIDDEN),
	F_TEXT(struct session, user_agent, 0, .max = 400),
	F_TEXT(struct session, client, 0, .max = 64),
	F_TIME(struct session, last_seen_at, F_SORT),
	F_TIME(struct session, expires_at, F_SORT),
	F_TIME(struct session, confirmed_at, 0),
	F_BOOL(struct session, present, F_COMPUTED),
};
const struct fields session_fields =
	FIELDS(struct session, "session", "sessions", session_rows, .reach = REACH_SELF);

static const struct field token_rows[] = {
	RECORD_ROWS(struct token),
	F_REF(struct token, user_id, 0, "user"),
	F_TEXT(struct token, name, F_WRITE | F_REQUIRED, .max = 100),
	F_TEXT(struct token, hash, F_HIDDEN),
	F_TEXT(struct token, prefix, 0),
	F_TIME(struct token, last_used_at, 0),
	F_TIME(struct token, expires_at, F_NEW),
};
const struct fields token_fields =
	FIELDS(struct token, "token", "tokens", token_rows, .reach = REACH_SELF);

/* Letters, digits and ._-@; "all" would call the whole group. */
static bool is_chat_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		      (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] && strchr("._-@", s.p[i]))))
			return false;
	struct str word = str_slice(s, s.n && s.p[0] == '@' ? 1 : 0, s.n);
	return !(word.n == 3 && strncasecmp(word.p, "all", 3) == 0);
}

enum err user_check_profile(const struct user *u, struct fail *f)
{
	enum err e = OK;

	if (u->preferences.n && u->preferences.p[0] != '{')
		e = fail_at(f, ERR_INPUT, "preferences", "not_an_object");
	if (u->preferences.n > PREFERENCES_MAX) { /* the row counts characters */
		e = fail_at(f, ERR_INPUT, "preferences", "too_long");
		fail_arg_int(f, "max", PREFERENCES_MAX);
	}
	if (!is_chat_id(u->chat_id))
		e = fail_at(f, ERR_INPUT, "chat_id", "bad_chat_id");
	if (u->quiet_from == INT_NONE && u->quiet_to != INT_NONE)
		e = fail_at(f, ERR_INPUT, "quiet_from", "required");
	if (u->quiet_to == INT_NONE && u->quiet_from != INT_NONE)
		e = fail_at(f, ERR_INPUT, "quiet_to", "required");
	if (u->quiet_from != INT_NONE && u->quiet_from == u->quiet_to)
		e = fail_at(f, ERR_INPUT, "quiet_to", "empty_period");
	return e;
}

bool roles_next(struct str *rest, struct str *ret_name)
{
	struct str gap;

	if (!str_split(rest, '"', &gap) || !str_split(rest, '"', ret_name))
		return false;
	return rest->p != NULL;
}

bool roles_have(struct str roles, struct str role)
{
	struct str name;

	while (roles_next(&roles, &name))
		if (str_eq(name, role))
			return true;
	return false;
}

bool roles_have_admin(struct str roles)
{
	return roles_have(roles, str_of(names_get(&default_role_names, ROLE_ADMIN)));
}

bool is_mail_address(struct str s)
{
	ptrdiff_t at = str_find(s, '@', 0);

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 32 || s.p[i] == 127 ||
		    strchr("<>()[],;:\\\"", s.p[i]))
			return false;
	return at > 0 && (size_t)at + 1 < s.n && str_find(s, '@', (size_t)at + 1) < 0;
}
