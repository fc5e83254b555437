#include "store/driver.h"
static enum err no(struct store *s, struct fail *f)
{
	(void)s;
	return fail_at(f, ERR_UNSUPPORTED, "db", "no_pg");
}
static void cl(struct store *s)
{
	(void)s;
}
const struct driver pg_driver = {.dialect = DIALECT_PG, .name = "pg", .open = no, .close = cl};
