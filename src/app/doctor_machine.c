/* The checks of doctor.h that look at settings and at the machine. */
#include "app/doctor.h"

#include "sched/mail.h"
#include "service/import_reader.h"
#include "service/table_pdf.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sandbox.h"
#include "sys/tzfile.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

enum {
	DISK_LOW_MIB = 1024,
	DISK_FULL_MIB = 100,
	SYNC_INSTANT_US = 15, /* no disk is that fast, only a cache */
	SYNC_SLOW_US = 50000,
	SYNCS = 15,
	SPARE_FILES = 64, /* besides connections: database, log, pages */
};

static bool is_sqlite(const struct app *app)
{
	return !str_starts(app->config.db, STR("postgres"));
}

static void check_settings(struct app *app, struct finding *f)
{
	f->detail = app->config.listen;
	if (app->config.no_sync) {
		doctor_note(f, DOCTOR_FAIL, "doctor_test_setting");
		fail_arg(&f->fail, "setting", STR("--no-sync"));
	}
	if (app->config.test_clock.n) {
		doctor_note(f, DOCTOR_FAIL, "doctor_test_setting");
		fail_arg(&f->fail, "setting", STR("--test-clock"));
	}
	if (!str_starts(app->config.base_url, STR("https://")))
		doctor_note(f, DOCTOR_WARN, "doctor_plain_http");
}

static void check_mode(struct finding *f, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || (st.st_mode & 077) == 0)
		return;
	doctor_note(f, DOCTOR_FAIL, "doctor_file_open");
	fail_arg(&f->fail, "file", str_dup(f->fail.arena, str_of(path)));
}

static void check_key(struct app *app, struct finding *f)
{
	struct str path = app_key_path(app), text;

	if (path.n == 0) {
		doctor_note(f, DOCTOR_FAIL, "audit_key_needed");
		return;
	}
	f->detail = path;
	enum err e = file_read_secret(app->arena, path.p, 4096, &text);
	if (e == ERR_DENIED) {
		doctor_note(f, DOCTOR_FAIL, "audit_key_not_private");
		fail_arg(&f->fail, "file", path);
	} else if (e) {
		doctor_note(f, DOCTOR_FAIL, "doctor_key_missing");
		fail_arg(&f->fail, "file", path);
	}
}

static void check_files(struct app *app, struct finding *f)
{
	bool local = true;
	const char *kind = "";

	if (!is_sqlite(app)) {
		f->detail = STR("postgresql");
		return;
	}
	const char *path = str_dup(app->arena, app->config.db).p;
	enum err e = file_on_disk(path, &local, &kind);
	f->detail = str_of(kind);
	if (e) {
		doctor_error(app, f, e);
	} else if (!local) {
		doctor_note(f, DOCTOR_WARN, "doctor_file_system");
		fail_arg(&f->fail, "kind", str_of(kind));
	}
	check_mode(f, path);
	check_mode(f, str_fmt(app->arena, "%s-wal", path).p);
}

static void check_room(struct app *app, struct finding *f)
{
	int64_t bytes;
	struct str db = app->config.db;
	size_t n = db.n;

	while (n && db.p[n - 1] != '/')
		n--;
	/* What a PostgreSQL server has cannot be seen from here: it is this program's own. */
	const char *dir =
		n && is_sqlite(app) ? str_dup(app->arena, str_slice(db, 0, n)).p : ".";
	enum err e = file_free_bytes(dir, &bytes);
	if (e) {
		doctor_error(app, f, e);
		return;
	}
	int64_t mib = bytes / (1024 * 1024);
	f->detail = str_fmt(app->arena, "%lld MiB", (long long)mib);
	if (mib >= DISK_LOW_MIB)
		return;
	doctor_note(f, mib < DISK_FULL_MIB ? DOCTOR_FAIL : DOCTOR_WARN, "doctor_disk_full");
	fail_arg_int(&f->fail, "mib", mib);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The median of some syncs of a page in a file beside the database, which goes at once. */
static enum err time_syncs(const char *path, int64_t *ret_us)
{
	static const char page[4096] = {1};
	int64_t us[SYNCS];
	enum err e = OK;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return file_err();
	unlink(path);
	for (int i = 0; !e && i < SYNCS; i++) {
		int64_t began = clock_monotonic_us();
		if (pwrite(fd, page, sizeof page, 0) != (ssize_t)sizeof page || fdatasync(fd))
			e = file_err();
		us[i] = clock_monotonic_us() - began;
	}
	close(fd);
	if (!e) {
		qsort(us, SYNCS, sizeof *us, by_size);
		*ret_us = us[SYNCS / 2];
	}
	return e;
}

static void check_sync(struct app *app, struct finding *f)
{
	struct str path =
		str_fmt(app->arena, "%.*s.doctor-%d", STR_ARG(app->config.db), (int)getpid());
	int64_t us = 0;

	if (!is_sqlite(app)) {
		f->detail = STR("postgresql");
		return;
	}
	enum err e = time_syncs(path.p, &us);
	if (e) {
		doctor_error(app, f, e);
		return;
	}
	f->detail = str_fmt(app->arena, "%lld us", (long long)us);
	if (us < SYNC_INSTANT_US)
		doctor_note(f, DOCTOR_WARN, "doctor_sync_instant");
	else if (us > SYNC_SLOW_US)
		doctor_note(f, DOCTOR_WARN, "doctor_sync_slow");
	if (f->level)
		fail_arg_int(&f->fail, "us", us);
}

static void check_zones(struct app *app, struct finding *f)
{
	static const char *const wanted[] = {"Asia/Shanghai", "Asia/Taipei",
					     "America/New_York"};
	struct str *names;
	const struct tz *tz;
	size_t n = 0;

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		if (!tzfile_load(app->arena, str_of(wanted[i]), &tz))
			continue;
		doctor_note(f, DOCTOR_FAIL, "doctor_zone");
		fail_arg(&f->fail, "zone", str_of(wanted[i]));
	}
	if (!tzfile_names(app->arena, &names, &n))
		f->detail = str_fmt(app->arena, "%zu", n);
}

static void check_clock(struct app *app, struct finding *f)
{
	struct timex t = {0};
	int state = adjtimex(&t);

	f->detail = str_fmt(app->arena, "%ld us", t.maxerror);
	if (state == TIME_ERROR || (t.status & STA_UNSYNC))
		doctor_note(f, DOCTOR_WARN, "doctor_clock_free");
}

static void check_limits(struct app *app, struct finding *f)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	f->detail = str_fmt(app->arena, "%lld", (long long)files.rlim_max);
	if (files.rlim_max >= (rlim_t)app->config.connections + SPARE_FILES)
		return;
	doctor_note(f, DOCTOR_WARN, "doctor_open_files");
	fail_arg_int(&f->fail, "files", (int64_t)files.rlim_max);
	fail_arg_int(&f->fail, "connections", app->config.connections);
}

static void check_sandbox(struct app *app, struct finding *f)
{
	int version = sandbox_landlock_version();
	bool seccomp = sandbox_has_seccomp();

	f->detail =
		str_fmt(app->arena, "Landlock %d, seccomp %s", version, seccomp ? "yes" : "no");
	if (!app->config.sandbox)
		doctor_note(f, DOCTOR_WARN, "doctor_sandbox_off");
	if (version == 0) {
		doctor_note(f, DOCTOR_WARN, "doctor_sandbox_missing");
		fail_arg(&f->fail, "what", STR("Landlock"));
	}
	if (!seccomp) {
		doctor_note(f, DOCTOR_WARN, "doctor_sandbox_missing");
		fail_arg(&f->fail, "what", STR("seccomp"));
	}
}

/* One of our own, not that of a program that serves. */
static void check_reader(struct app *app, struct finding *f)
{
	const struct import_bytes file = {STR("name\n"), STR("")};
	struct str text;

	fail_clear(&app->fail);
	enum err e = app_start_import_reader(app);
	if (!e)
		e = import_read(app->home.reader, &file, app->arena, &app->fail, &text);
	if (e)
		doctor_error(app, f, e);
	cage_stop(app->home.reader);
	app->home.reader = NULL;
}

/* Letters without a font are printed as boxes. */
static void check_fonts(struct app *app, struct finding *f)
{
	f->detail = table_pdf_chinese_font(app->arena);
	if (!f->detail.n)
		doctor_note(f, DOCTOR_WARN, "doctor_no_font");
}

static void check_mail(struct app *app, struct finding *f)
{
	const struct mail_options o = {.url = app->config.smtp_url,
				       .user = app->config.smtp_user,
				       .password = app->config.smtp_password,
				       .require_tls = app->config.smtp_tls};
	struct str reason = STR("");

	if (o.url.n == 0) {
		doctor_note(f, DOCTOR_WARN, "doctor_no_mail");
		return;
	}
	struct mailer *m = mailer_new(&o);
	enum err e = m ? mailer_probe(m, app->arena, &reason) : ERR_BUSY;
	mailer_free(m);
	if (!e)
		return;
	doctor_note(f, DOCTOR_FAIL, "doctor_mail");
	fail_arg(&f->fail, "reason", reason);
}

const struct doctor_check doctor_machine[] = {
	{"settings", check_settings},
	{"audit_key", check_key},
	{"files", check_files},
	{"disk_room", check_room},
	{"disk_sync", check_sync},
	{"time_zones", check_zones},
	{"clock", check_clock},
	{"open_files", check_limits},
	{"sandbox", check_sandbox},
	{"reader", check_reader},
	{"fonts", check_fonts},
	{"mail", check_mail},
	{NULL, NULL},
};
