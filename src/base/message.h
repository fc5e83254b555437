/* message - the texts that the program says to people, in each of its languages.
 *
 * One catalogue, data/messages/<language>.json, made into a table at build time; a key that one
 * language lacks does not build.  Keys: "error.<code>", "problem.<error>", "role.<name>",
 * "perm.<name>", and whatever modules add.  The web UI has its own texts. */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include "base/field.h"

#define LANGS(X) X(LANG_ZH_CN, "zh-CN") X(LANG_ZH_TW, "zh-TW") X(LANG_EN, "en")
ENUM_DECLARE(lang, LANGS);

/* A named argument of a message: replaces {name}. */
struct message_arg {
	const char *name;
	struct str value;
};

/* The text of a key; NULL when the catalogue has none. */
const char *message_get(enum lang lang, const char *key);
/* The text with its {name}s replaced, in arena; a {name} that is not given stays as it is.  An
 * unknown key gives the key itself, so that a mistake is seen and harms nothing. */
struct str message_format(struct arena *a, enum lang lang, const char *key,
			  const struct message_arg *args, size_t n_args);
/* A text of any origin with its {name}s replaced in the same way, in arena. */
struct str message_fill(struct arena *a, struct str text, const struct message_arg *args,
			size_t n_args);
/* The text of a failure's item, "error.<code>" with its arguments, in arena. */
struct str message_fail(struct arena *a, enum lang lang, const struct fail_item *item);

/* The best language for an Accept-Language header (RFC 9110, 12.5.4; weights are honoured);
 * `otherwise` when it names none of ours.  zh-Hant, zh-TW, zh-HK and zh-MO are LANG_ZH_TW. */
enum lang lang_accept(struct str header, enum lang otherwise);

#endif
