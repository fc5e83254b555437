/* config - the settings of a running program, from one table.
 *
 * A setting comes from (later ones win) its default, the configuration file, the environment
 * (GENJIN_NAME), the command line (--name).  A secret may also come from a file of its own
 * (name_file, GENJIN_NAME_FILE), so that it stands in no process list. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/fail.h"

struct config {
	struct str db;
	struct str listen;
	int64_t threads;
	int64_t workers;
	int64_t connections;
	struct str base_url;
	struct str proxies;
	bool access_log;
	struct str smtp_url;
	struct str smtp_user;
	struct str smtp_password;
	bool smtp_tls;
	struct str audit_key;
	struct str audit_anchor;
	int64_t audit_days;
	struct str log_level;
	int64_t node;
	bool migrate;
	bool any_file_system;
	bool no_sync;
	struct str test_clock;
};

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

/* A row of the table. */
struct setting {
	const char *name; /* --name, name = in the file; GENJIN_NAME with _ for - */
	enum setting_type type;
	size_t offset;
	const char *value; /* default */
	const char *text;  /* for --help */
	bool secret;	   /* may come from a file of its own */
};
extern const struct setting settings[];
extern const size_t settings_n;

/* The defaults, then the file (NULL: none; one that cannot be read is an error), then the
 * environment.  Texts lie in arena.  ERR_INPUT, ERR_IO: f has the name and what is wrong. */
MUST_CHECK enum err config_load(struct arena *a, const char *file, struct fail *f,
				struct config *ret_config);
/* Sets one by its name in the table; ERR_INPUT: not such a value. */
MUST_CHECK enum err config_set(struct arena *a, const struct setting *s, struct str value,
			       struct fail *f, struct config *config);

#endif
