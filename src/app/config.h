/* config - the settings of a running program, from one table.
 *
 * A setting comes from (later ones win) its default, the configuration file, the environment
 * (GENJIN_NAME), the command line (--name).  A secret may also come from a file of its own
 * (name_file, GENJIN_NAME_FILE), so that it stands in no process list. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/fail.h"

enum { SETTINGS_MAX = 48 };

struct config {
	unsigned char sources[SETTINGS_MAX]; /* enum setting_source, in the table's order */
	struct str db;
	struct str listen;
	int64_t threads;
	int64_t workers;
	int64_t connections;
	int64_t connections_per_address;
	int64_t per_address;
	int64_t per_user;
	struct str base_url;
	struct str proxies;
	bool access_log;
	struct str smtp_url;
	struct str smtp_user;
	struct str smtp_password;
	bool smtp_tls;
	struct str outgoing_allow;
	struct str outgoing_ca;
	struct str audit_key;
	struct str audit_anchor;
	int64_t audit_days;
	struct str attachments;
	int64_t attachment_limit;
	struct str log_level;
	int64_t node;
	bool sandbox;
	bool migrate;
	bool any_file_system;
	bool no_sync;
	struct str test_clock;
};

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

/* Where the value of a setting came from; later ones win. */
enum setting_source { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_COMMAND_LINE };

/* A row of the table. */
struct setting {
	const char *name; /* --name, name = in the file; GENJIN_NAME with _ for - */
	enum setting_type type;
	size_t offset;
	const char *value; /* default */
	const char *text;  /* for --help */
	bool secret;	   /* may come from a file of its own and is not shown */
	bool url;	   /* only a password within it is not shown */
};
extern const struct setting settings[];
extern const size_t settings_n;

/* The defaults, then the file (NULL: none; one that cannot be read is an error), then the
 * environment.  Texts lie in arena.  ERR_INPUT, ERR_IO: f has the name and what is wrong. */
MUST_CHECK enum err config_load(struct arena *a, const char *file, struct fail *f,
				struct config *ret_config);
/* A value and where it came from. */
struct setting_value {
	struct str text;
	enum setting_source source;
};
/* Sets a row of the table; ERR_INPUT: not such a value. */
MUST_CHECK enum err config_set(struct arena *a, const struct setting *s, struct setting_value v,
			       struct fail *f, struct config *config);
/* The value of a row as it may be shown to anybody: secrets are three stars; in arena. */
struct str config_show(struct arena *a, const struct setting *s, const struct config *config);
/* Where it came from: "default", "file", "environment" or "command line". */
const char *config_source(const struct setting *s, const struct config *config);

#endif
