#include "base/xlsx_xml.h"

#include "base/xlsx.h"

#include <expat.h>

struct xml {
	XML_Parser parser;
	struct buf bytes;
	const struct xml_hooks *hooks;
	void *arg;
	const char **attributes; /* of the element that is being opened */
	int depth;
	enum err error;
	struct fail *fail;
};

static struct str local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	return str_of(colon ? colon + 1 : name);
}

/* Its own name first: a prefix may make another attribute of the same name. */
struct str xml_attribute(const struct xml *x, const char *name)
{
	for (const char **at = x->attributes; at && *at; at += 2)
		if (strcmp(at[0], name) == 0)
			return str_of(at[1]);
	for (const char **at = x->attributes; at && *at; at += 2)
		if (strncmp(at[0], "xmlns", 5) && str_is(local_name(at[0]), name))
			return str_of(at[1]);
	return STR("");
}

static void stop(struct xml *x, enum err e)
{
	x->error = e;
	XML_StopParser(x->parser, XML_FALSE);
}

static void on_open(void *arg, const char *name, const char **attributes)
{
	struct xml *x = arg;

	if (x->error)
		return;
	if (++x->depth > XLSX_DEPTH) {
		stop(x, fail_at(x->fail, ERR_INPUT, NULL, "bad_workbook"));
		return;
	}
	x->attributes = attributes;
	enum err e = x->hooks->open ? x->hooks->open(x, x->arg, local_name(name)) : OK;
	x->attributes = NULL;
	if (e)
		stop(x, e);
}

static void on_close(void *arg, const char *name)
{
	struct xml *x = arg;

	if (x->error)
		return;
	x->depth--;
	enum err e = x->hooks->close ? x->hooks->close(x, x->arg, local_name(name)) : OK;
	if (e)
		stop(x, e);
}

static void on_text(void *arg, const char *p, int n)
{
	struct xml *x = arg;

	if (x->error || !x->hooks->text)
		return;
	enum err e = x->hooks->text(x, x->arg, (struct str){p, (size_t)n});
	if (e)
		stop(x, e);
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public,
		       int internal)
{
	struct xml *x = arg;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(x, fail_at(x->fail, ERR_INPUT, NULL, "unsafe_workbook"));
}

static void done(void *arg)
{
	struct xml *x = arg;

	buf_done(&x->bytes);
	if (x->parser)
		XML_ParserFree(x->parser);
	x->parser = NULL;
}

/* All at once: a parser that waits for the end of a long token would read it again and again.
 */
enum err xml_part(struct zip *z, struct arena *a, struct str name,
		  const struct xml_hooks *hooks, void *arg, struct fail *f)
{
	struct xml *x = ARENA_NEW(a, struct xml);

	*x = (struct xml){.hooks = hooks, .arg = arg, .fail = f};
	arena_defer(a, done, x);
	enum err e = zip_read(z, name, &x->bytes, f);
	if (e)
		goto out;
	x->parser = XML_ParserCreate(NULL);
	if (!x->parser) {
		e = ERR_BUSY;
		goto out;
	}
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_open, on_close);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	if (XML_Parse(x->parser, x->bytes.p ? x->bytes.p : "", (int)x->bytes.n, XML_TRUE) !=
	    XML_STATUS_OK)
		e = x->error ? x->error : fail_at(f, ERR_INPUT, NULL, "bad_workbook");
out:
	done(x);
	return e;
}
