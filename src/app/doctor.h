/* doctor - the checks of `genjin doctor`.
 *
 * Each looks at one thing and says how it is; the text of what is wrong, and what to do about
 * it, is the message "error.<code>" of its fail item.  A check changes nothing. */
#ifndef APP_DOCTOR_H
#define APP_DOCTOR_H

#include "app/app.h"

enum doctor_level { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

/* What a check finds; zeroed before it. */
struct finding {
	enum doctor_level level;
	struct str detail; /* a figure or name worth seeing in any case, in arena */
	struct fail fail;  /* what is wrong */
};

/* Notes that something is wrong; the arguments are added to f->fail. */
void doctor_note(struct finding *f, enum doctor_level level, const char *code);
/* The same for an error that the check met, with what app->fail says of it. */
void doctor_error(struct app *app, struct finding *f, enum err e);

struct doctor_check {
	const char *name;
	void (*fn)(struct app *app, struct finding *f);
};
/* In the order of telling; ended by a row without name.  Those of the database are run with an
 * open store of this program's schema. */
extern const struct doctor_check doctor_machine[];
extern const struct doctor_check doctor_database[];

#endif
