/* ours-store - firing and searching by the product's own services, durable, on SQLite.
 *
 * usage: ours-store due DB TICKETS | search DB TEXTS WORD... */
#include "bench.h"

#include "domain/user.h"
#include "service/access.h"
#include "service/audit_chain.h"
#include "service/customers.h"
#include "service/fire.h"
#include "service/policies.h"
#include "service/tickets.h"
#include "store/migrate.h"
#include "store/search.h"
#include "sys/tzfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 500, SCANS = 30 };

struct work_now {
	struct home home;
	struct instant now;
	int64_t customer_id;
	int n; /* still to be made */
	FILE *texts;
	struct str word;
	double took;
	int64_t count;
	struct fired fired;
};

static void run(struct work_now *w, enum tx_mode mode, use_case fn)
{
	struct fail fail = {.arena = arena_new()};
	const struct actor system = actor_system();
	struct run r = {.home = &w->home,
			.actor = &system,
			.now = w->now,
			.arena = fail.arena,
			.fail = &fail};

	if (run_use_case(&r, mode, fn, w))
		bench_die("use case", fail_code(&fail));
	arena_free(fail.arena);
}

static enum err start(struct ctx *cx, void *arg)
{
	struct company_start s = {
		.name = STR("Bench"), .locale = STR("zh-CN"), .presets = STR("s1,s0,s4")};
	(void)arg;
	return company_start(cx, &s);
}

static enum err make_customer(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	struct user u;
	struct customer c;

	fields_clear(&user_fields, &u);
	u.login = u.name = STR("agent");
	u.roles = STR("[\"service_agent\"]");
	enum err e = resource_create(cx, &user_resource, &u);
	fields_clear(&customer_fields, &c);
	c.name = STR("东方制造");
	c.owner_id = u.id;
	if (!e)
		e = resource_create(cx, &customer_resource, &c);
	w->customer_id = c.id;
	return e;
}

static enum err make_tickets(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	enum err e = OK;

	for (int i = 0; !e && i < BATCH && w->n > 0; i++, w->n--) {
		struct ticket t;
		fields_clear(&ticket_fields, &t);
		t.customer_id = w->customer_id;
		t.title = str_of(bench_title);
		t.urgency = URGENCY_URGENT;
		t.type = TYPE_TECHNICAL;
		e = resource_create(cx, &ticket_resource, &t);
	}
	return e;
}

/* The ids of the next thousand that have something to say, as the scheduler finds them. */
static enum err scan(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	const struct value params[] = {VAL_INT(INT64_MAX), VAL_INT(1000)};
	struct rows *rows;
	bool more;
	double t = bench_now();

	enum err e = tx_query(cx->tx, Q_DEADLINES_DUE, params, 2, &rows);
	w->count = 0;
	if (!e)
		for (e = rows_next(rows, &more); !e && more; e = rows_next(rows, &more))
			w->count += rows_int(rows, 0) > 0;
	w->took = bench_now() - t;
	return e;
}

static enum err fire(struct ctx *cx, void *arg)
{
	return fire_due(cx, &((struct work_now *)arg)->fired);
}

static void due(struct work_now *w, int tickets)
{
	double took[SCANS];
	int64_t fired = 0;

	run(w, TX_WRITE, make_customer);
	double t = bench_now();
	for (w->n = tickets; w->n > 0;)
		run(w, TX_WRITE, make_tickets);
	bench_say("tickets", tickets / (bench_now() - t), "/s");
	for (int i = 0; i < SCANS; i++) {
		run(w, TX_READ, scan);
		took[i] = w->took;
	}
	bench_say("scan", bench_median(took, SCANS) * 1e6, "us");
	w->now = instant_add(w->now, span_of_s(100 * 60));
	t = bench_now();
	do {
		run(w, TX_WRITE, fire);
		fired += w->fired.deadlines;
	} while (w->fired.more);
	bench_say("fire", (double)fired / (bench_now() - t), "/s");
	bench_say("fired", (double)fired, "");
}

/* A row and its entry in the index, without deadlines. */
static enum err load_texts(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	char line[1024];
	enum err e = OK;

	w->n = 0;
	for (int i = 0; !e && i < 10 * BATCH && fgets(line, sizeof line, w->texts); i++) {
		struct search_text st = {.n = 0};
		struct ticket t;
		fields_clear(&ticket_fields, &t);
		line[strcspn(line, "\n")] = 0;
		t.id = ctx_id(cx);
		t.version = 1;
		t.created_at = t.updated_at = t.submitted_at = cx->now;
		t.customer_id = w->customer_id;
		t.number = str_fmt(cx->arena, "WX%lld", (long long)t.id);
		t.title = str_of(line);
		t.last_seq = 0;
		search_add(&st, SEARCH_TEXT, t.title);
		e = row_insert(cx->tx, &ticket_fields, &t);
		if (!e)
			e = search_put(cx->tx, SEARCH_TICKET, t.id, &st);
		w->n++;
	}
	return e;
}

static enum err find(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	struct list_query q = {
		.eyes = EYES_SYSTEM, .descending = true, .limit = 20, .search = w->word};
	struct list_page page;
	double t = bench_now();

	enum err e = row_list(cx->tx, cx->arena, &ticket_fields, &q, cx->fail, &page);
	w->took = bench_now() - t;
	return e;
}

static enum err count(struct ctx *cx, void *arg)
{
	struct work_now *w = arg;
	struct list_query q = {.eyes = EYES_SYSTEM, .search = w->word};
	return row_count(cx->tx, &ticket_fields, &q, &w->count);
}

static void search(struct work_now *w, const char *texts, char **words, int n)
{
	char name[64];
	double took[9];

	run(w, TX_WRITE, make_customer);
	w->texts = fopen(texts, "r");
	if (!w->texts)
		bench_die(texts, "cannot read");
	do
		run(w, TX_WRITE, load_texts);
	while (w->n);
	fclose(w->texts);
	for (int i = 0; i < n; i++) {
		w->word = str_of(words[i]);
		for (int k = 0; k < 9; k++) {
			run(w, TX_READ, find);
			took[k] = w->took;
		}
		run(w, TX_READ, count);
		snprintf(name, sizeof name, "newest.%s", words[i]);
		bench_say(name, bench_median(took, 9) * 1e6, "us");
		snprintf(name, sizeof name, "like.%s", words[i]);
		bench_say(name, (double)w->count, "rows");
	}
}

static const struct audit_log trail = {.key = {{1}}};

int main(int argc, char **argv)
{
	struct work_now w = {.now = instant_of_s(1784858400)};
	struct fail fail = {.arena = arena_new()};
	struct store_options options = {.skip_schema = true, .any_file_system = true};

	if (argc < 4)
		bench_die("usage", "ours-store due DB TICKETS | search DB TEXTS WORD...");
	options.url = str_of(argv[2]);
	if (store_open(&options, &fail, &w.home.store) ||
	    store_migrate(w.home.store, &migrations_built_in, w.now, &fail, NULL))
		bench_die("open", fail_code(&fail));
	w.home.audit = &trail;
	w.home.worlds = worlds_new((struct zone_loader){tzfile_load});
	run(&w, TX_WRITE, start);
	if (strcmp(argv[1], "due") == 0)
		due(&w, (int)strtol(argv[3], NULL, 10));
	else
		search(&w, argv[3], argv + 4, argc - 4);
	store_close(w.home.store);
	worlds_free(w.home.worlds);
	arena_free(fail.arena);
	return 0;
}
