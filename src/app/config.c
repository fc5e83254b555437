#include "app/config.h"

#include "base/buf.h"
#include "sys/file.h"

#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

// clang-format off
#define ROW(member, n, t, d, about, ...)                                                         \
	{.name = n, .type = t, .offset = offsetof(struct config, member), .value = d,            \
	 .text = about, __VA_ARGS__}
const struct setting settings[] = {
	ROW(db, "db", SETTING_TEXT, "genjin.db",
	    "database: a file for SQLite, or postgresql://...", .secret = true, .url = true),
	ROW(listen, "listen", SETTING_TEXT, "127.0.0.1:8080", "address and port to listen on"),
	ROW(threads, "threads", SETTING_INT, "0", "HTTP threads; 0 = one a core"),
	ROW(workers, "workers", SETTING_INT, "8", "connections to PostgreSQL"),
	ROW(connections, "connections", SETTING_INT, "10000", "HTTP connections at most"),
	ROW(connections_per_address, "connections-per-address", SETTING_INT, "100",
	    "of them, those of one address (IPv6: of one /64), but for loopback and proxies; 0 = any number"),
	ROW(per_address, "requests-per-address", SETTING_INT, "256",
	    "requests of one address under way at once; 0 = any number"),
	ROW(per_user, "requests-per-user", SETTING_INT, "64",
	    "requests of one user under way at once; 0 = any number"),
	ROW(base_url, "base-url", SETTING_TEXT, "",
	    "how browsers reach it, https://crm.example; https makes cookies secure"),
	ROW(proxies, "proxies", SETTING_TEXT, "",
	    "addresses of reverse proxies whose X-Forwarded-For is believed"),
	ROW(access_log, "access-log", SETTING_BOOL, "true", "a line in the log for each request"),
	ROW(smtp_url, "smtp-url", SETTING_TEXT, "",
	    "mail server, smtp://host:25 or smtps://host:465; empty: no mail is sent", .url = true),
	ROW(smtp_user, "smtp-user", SETTING_TEXT, "", "user at the mail server"),
	ROW(smtp_password, "smtp-password", SETTING_TEXT, "", "password there", .secret = true),
	ROW(smtp_tls, "smtp-tls", SETTING_BOOL, "false", "send no mail without TLS"),
	ROW(outgoing_allow, "outgoing-allow", SETTING_TEXT, "",
	    "inner addresses that webhooks may be sent to in spite: hosts and networks with or without a port, "
	    "such as hooks.inner:8080 10.1.0.0/16; any other must be on the internet, at port 80 or 443"),
	ROW(outgoing_ca, "outgoing-ca", SETTING_TEXT, "",
	    "file of certificates trusted for webhooks besides the system's"),
	ROW(audit_key, "audit-key", SETTING_TEXT, "",
	    "file with the key of the audit trail, readable by nobody else; made when missing; "
	    "empty: beside the SQLite file (PostgreSQL: it must be set, the same for all nodes)"),
	ROW(audit_anchor, "audit-anchor", SETTING_TEXT, "",
	    "file that the end of the audit trail is appended to each minute, better on another machine; "
	    "empty: beside the SQLite file"),
	ROW(audit_days, "audit-days", SETTING_INT, "0",
	    "days that rows of the audit trail are kept; 0 = for ever"),
	ROW(attachments, "attachments", SETTING_TEXT, "",
	    "folder of the attached files, made when missing; empty: beside the SQLite file "
	    "(PostgreSQL: it must be set, the same folder for all nodes)"),
	ROW(attachment_limit, "attachment-limit", SETTING_INT, "25", "MiB of one attached file at most"),
	ROW(log_level, "log-level", SETTING_TEXT, "info", "debug, info, warn or error"),
	ROW(node, "node", SETTING_INT, "0", "number of this program, 0-255, when several share a database"),
	ROW(sandbox, "sandbox", SETTING_BOOL, "true",
	    "give up running programs and writing outside the database's folder, that of attached files and TMPDIR"),
	ROW(migrate, "migrate", SETTING_BOOL, "false", "bring an older schema up to date at start"),
	ROW(any_file_system, "any-file-system", SETTING_BOOL, "false",
	    "SQLite also on NFS, overlay or tmpfs, where a power cut may lose commits"),
	ROW(no_sync, "no-sync", SETTING_BOOL, "false", "tests only: commits may be lost in a power cut"),
	ROW(test_clock, "test-clock", SETTING_TEXT, "", "tests only: a time that stands still (RFC 3339), or a file with it, read again at SIGUSR1"),
};
// clang-format on
const size_t settings_n = sizeof settings / sizeof *settings;
_Static_assert(sizeof settings / sizeof *settings <= SETTINGS_MAX, "raise SETTINGS_MAX");

static void *member(const struct setting *s, struct config *config)
{
	return (char *)config + s->offset;
}

enum err config_set(struct arena *a, const struct setting *s, struct setting_value v,
		    struct fail *f, struct config *config)
{
	struct str value = v.text;

	config->sources[s - settings] = (unsigned char)v.source;
	switch (s->type) {
	case SETTING_TEXT:
		*(struct str *)member(s, config) = str_dup(a, value);
		return OK;
	case SETTING_INT:
		if (str_to_int(value, member(s, config)) || *(int64_t *)member(s, config) < 0)
			return fail_at(f, ERR_INPUT, s->name, "not_a_number");
		return OK;
	case SETTING_BOOL:
		if (!str_is(value, "true") && !str_is(value, "false"))
			return fail_at(f, ERR_INPUT, s->name, "not_a_boolean");
		*(bool *)member(s, config) = str_is(value, "true");
		return OK;
	}
	return ERR_BUG;
}

/* Appends a URL; the password of "//user:password@" and of "password=" become stars. */
static void put_url(struct buf *out, struct str url)
{
	ptrdiff_t slashes = str_find(url, '/', 0);
	size_t from = slashes >= 0 ? (size_t)slashes + 2 : url.n;
	size_t host = from;

	while (host < url.n && !strchr("/?", url.p[host]))
		host++;
	while (host > from && url.p[host - 1] != '@')
		host--;
	ptrdiff_t colon = host > from ? str_find(url, ':', from) : -1;
	if (colon >= 0 && (size_t)colon < host) {
		buf_put_str(out, str_slice(url, 0, (size_t)colon + 1));
		buf_puts(out, "***@");
		url = str_slice(url, host, url.n);
	}
	struct str name = STR("password="), rest = url;
	while (rest.n && !str_starts(rest, name)) {
		buf_putc(out, rest.p[0]);
		rest = str_slice(rest, 1, rest.n);
	}
	if (!rest.n)
		return;
	ptrdiff_t end = str_find(rest, '&', 0);
	buf_put_str(out, name);
	buf_puts(out, "***");
	buf_put_str(out, end < 0 ? STR("") : str_slice(rest, (size_t)end, rest.n));
}

struct str config_show(struct arena *a, const struct setting *s, const struct config *config)
{
	const void *at = (const char *)config + s->offset;
	struct buf out = {0};
	struct str text;

	if (s->type == SETTING_BOOL)
		return *(const bool *)at ? STR("true") : STR("false");
	if (s->type == SETTING_INT)
		return str_fmt(a, "%lld", (long long)*(const int64_t *)at);
	text = *(const struct str *)at;
	if (s->secret && !s->url)
		return text.n ? STR("***") : text;
	if (!s->url)
		return text;
	put_url(&out, text);
	return buf_keep(&out, a);
}

const char *config_source(const struct setting *s, const struct config *config)
{
	static const char *const names[] = {
		[FROM_DEFAULT] = "default",
		[FROM_FILE] = "file",
		[FROM_ENVIRONMENT] = "environment",
		[FROM_COMMAND_LINE] = "command line",
	};

	return names[config->sources[s - settings]];
}

struct loading {
	struct arena *arena;
	struct fail *fail;
	struct config *config;
	enum setting_source source;
};

/* Compares names with - and _ alike. */
static bool same_name(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && !(a[i] == '-' && b[i] == '_'))
			return false;
	return a[n] == 0;
}

static enum err set_one(struct loading *l, const struct setting *s, struct str text)
{
	const struct setting_value v = {text, l->source};

	return config_set(l->arena, s, v, l->fail, l->config);
}

static enum err set_from_file(struct loading *l, const struct setting *s, const char *path)
{
	struct str text;

	enum err e = file_read(l->arena, path, 65536, &text);
	if (e) {
		fail_at(l->fail, e, s->name, "cannot_read");
		fail_arg(l->fail, "file", str_of(path));
		return e;
	}
	return set_one(l, s, str_trim(text));
}

/* A name = value of the configuration file; 0 tells the library that it was wrong. */
static int on_line(void *arg, const char *section, const char *name, const char *value)
{
	struct loading *l = arg;
	size_t n = strlen(name);
	bool file = n > 5 &&
		    (strcmp(name + n - 5, "_file") == 0 || strcmp(name + n - 5, "-file") == 0);

	for (size_t i = 0; i < settings_n && section[0] == 0; i++) {
		const struct setting *s = &settings[i];
		if (same_name(s->name, name, n))
			return set_one(l, s, str_of(value)) == OK;
		if (file && s->secret && same_name(s->name, name, n - 5))
			return set_from_file(l, s, value) == OK;
	}
	fail_at(l->fail, ERR_INPUT, name, "unknown_field");
	return 0;
}

static const char *variable(const struct setting *s, const char *suffix)
{
	char name[80];
	size_t n = (size_t)snprintf(name, sizeof name, "GENJIN_%s%s", s->name, suffix);

	for (size_t i = 0; i < n; i++)
		name[i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
	return getenv(name);
}

static enum err load_environment(struct loading *l)
{
	for (size_t i = 0; i < settings_n; i++) {
		const struct setting *s = &settings[i];
		const char *value = variable(s, "");
		const char *file = s->secret ? variable(s, "_FILE") : NULL;
		enum err e = OK;
		if (file)
			e = set_from_file(l, s, file);
		if (!e && value)
			e = set_one(l, s, str_of(value));
		if (e)
			return e;
	}
	return OK;
}

enum err config_load(struct arena *a, const char *file, struct fail *f,
		     struct config *ret_config)
{
	struct config config = {0};
	struct loading l = {a, f, &config, FROM_DEFAULT};

	for (size_t i = 0; i < settings_n; i++) {
		enum err e = set_one(&l, &settings[i], str_of(settings[i].value));
		if (e)
			return e;
	}
	l.source = FROM_FILE;
	int line = file ? ini_parse(file, on_line, &l) : 0;
	if (line < 0) {
		fail_at(f, ERR_IO, "config", "cannot_read");
		fail_arg(f, "file", str_of(file));
		return ERR_IO;
	}
	if (line > 0) {
		fail_arg_int(f, "line", line);
		return ERR_INPUT;
	}
	l.source = FROM_ENVIRONMENT;
	enum err e = load_environment(&l);
	if (!e)
		*ret_config = config;
	return e;
}
