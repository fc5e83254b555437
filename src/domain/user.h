/* user - the people who work with Genjin: departments, users, their sessions and tokens.
 *
 * Records and their field tables only.  What they may do is perm.h; how they prove who they
 * are is service/auth.h. */
#ifndef DOMAIN_USER_H
#define DOMAIN_USER_H

#include "domain/perm.h"

/* A node of the tree of departments. */
struct department {
	RECORD_HEAD;
	struct str name;
	int64_t parent_id;
	struct str path;   /* "/1/4/": the ids from the root down to this one */
	int64_t head_id;   /* the user who leads it; 0 = nobody */
	struct str pinyin; /* computed: what pickers find the name by, "xiaoshoubu xsb" */
};
extern const struct fields department_fields;

/* The language of a user's texts; AUTO follows what the browser asks for. */
#define LOCALES(X)                                                                             \
	X(LOCALE_AUTO, "auto")                                                                 \
	X(LOCALE_ZH_CN, "zh-CN") X(LOCALE_ZH_TW, "zh-TW") X(LOCALE_EN, "en")
ENUM_DECLARE(locale, LOCALES);

/* Which notices also go to a person by mail. */
#define MAIL_NOTICES(X) X(MAIL_ALL, "all") X(MAIL_URGENT, "urgent") X(MAIL_NONE, "none")
ENUM_DECLARE(mail_notices, MAIL_NOTICES);

enum { PREFERENCES_MAX = 8192 };

/* Somebody who logs in.  Never deleted, only disabled: the history refers to them. */
struct user {
	RECORD_HEAD;
	struct str login; /* lower case, unique */
	struct str name;
	int64_t department_id;
	int64_t supervisor_id;	  /* whom escalations go to */
	struct str roles;	  /* JSON array of role names, ["sales"] */
	struct str password_hash; /* of libsodium, "" = cannot log in by password */
	enum locale locale;
	struct str time_zone; /* IANA name; "" = that of the installation */
	struct str email;
	struct str phone;
	struct str chat_id; /* who they are in the company's chat product; "" = unknown */
	bool disabled;
	struct instant last_login_at;
	struct str preferences; /* JSON object of the UI's own; only they see it */
	enum mail_notices mail_notices;
	int64_t quiet_from; /* minutes of the day where they are, see quiet.h; or INT_NONE */
	int64_t quiet_to;
	struct str pinyin;  /* computed: "wang xiaoming wxm" */
	bool demo;	    /* invented by the demonstration */
	bool second_factor; /* a code is asked for beside the password */
};
extern const struct fields user_fields;

/* Checks what the rows of the fields cannot say: preferences are an object, of quiet hours
 * either both ends are given or none, and not the same, the chat id is of one person.
 * ERR_INPUT names the field. */
MUST_CHECK enum err user_check_profile(const struct user *u, struct fail *f);

/* Whether s is one bare mail address, name@host: what can stand in an SMTP envelope.  Says
 * nothing about whether mail arrives there. */
bool is_mail_address(struct str s);

/* A browser that is logged in. */
struct session {
	RECORD_HEAD;
	int64_t user_id;
	struct str hash; /* of the cookie's secret */
	struct str user_agent;
	struct str client; /* network address at login */
	struct instant last_seen_at;
	struct instant expires_at;   /* whatever happens, it ends here */
	struct instant confirmed_at; /* when the password was last given */
	bool present;		     /* computed: the one that asks */
};
extern const struct fields session_fields;

/* The key of a program that acts for a user. */
struct token {
	RECORD_HEAD;
	int64_t user_id;
	struct str name;
	struct str hash;   /* of the secret, which is shown once */
	struct str prefix; /* its first letters, so that people can tell their tokens apart */
	struct instant last_used_at;
	struct instant expires_at; /* unset: never */
};
extern const struct fields token_fields;

/* Takes the next name off a user's list of roles; false at its end.  No role has a quote or an
 * escape in its name. */
bool roles_next(struct str *rest, struct str *ret_name);
/* Whether a list has a role; whether it has the administrator's. */
bool roles_have(struct str roles, struct str role);
bool roles_have_admin(struct str roles);

#endif
