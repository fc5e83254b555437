#include "service/daily.h"

#include "service/auth.h"
#include "service/batches.h"
#include "service/classification.h"
#include "service/import_report.h"

enum err daily_start(struct ctx *cx, void *ret)
{
	char today[16];
	int64_t changed;
	struct job job;

	*(bool *)ret = false;
	if (!cx->world->company.id)
		return OK;
	date_format(world_date(cx->world, cx->now), today);
	enum err e = tx_exec(cx->tx, Q_DAILY_CLAIM, &VAL_STR(str_of(today)), 1, &changed);
	if (e || !changed)
		return e;
	e = auth_sweep(cx, NULL);
	if (!e)
		e = import_sweep(cx);
	if (!e)
		e = batch_sweep(cx);
	if (!e)
		e = classify_start(cx, DATE_NONE, &job);
	*(bool *)ret = e == OK;
	return e;
}
