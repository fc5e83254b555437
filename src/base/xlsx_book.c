#include "base/xlsx_book.h"

#include "base/xlsx.h"
#include "base/xlsx_cell.h"

/* A relationship of a part: what is where. */
struct link {
	struct str id, type, target;
};
struct links {
	struct arena *arena;
	struct link *v;
	size_t n, cap;
};

static enum err damaged(struct fail *f)
{
	return fail_at(f, ERR_INPUT, NULL, "bad_workbook");
}

static enum err on_link(struct xml *x, void *arg, struct str name)
{
	struct links *l = arg;

	if (!str_is(name, "Relationship"))
		return OK;
	*ARENA_PUSH(l->arena, l->v, l->n, l->cap) =
		(struct link){.id = str_dup(l->arena, xml_attribute(x, "Id")),
			      .type = str_dup(l->arena, xml_attribute(x, "Type")),
			      .target = str_dup(l->arena, xml_attribute(x, "Target"))};
	return OK;
}

static const struct xml_hooks link_hooks = {.open = on_link};

/* "xl/" of "xl/workbook.xml". */
static struct str folder_of(struct str part)
{
	size_t n = part.n;

	while (n && part.p[n - 1] != '/')
		n--;
	return str_slice(part, 0, n);
}

/* The part that a link in a folder leads to: "worksheets/sheet1.xml", "/xl/...", "../xl/...".
 */
static struct str part_of(struct arena *a, struct str folder, struct str target)
{
	if (str_starts(target, STR("/")))
		return str_slice(target, 1, target.n);
	while (str_starts(target, STR("../"))) {
		target = str_slice(target, 3, target.n);
		folder = folder_of(str_slice(folder, 0, folder.n ? folder.n - 1 : 0));
	}
	return str_cat(a, folder, target);
}

/* The links of a part; none when it has no such file. */
static enum err read_links(struct book *b, struct str part, struct links *ret)
{
	struct str folder = folder_of(part);
	struct str name = str_fmt(b->arena, "%.*s_rels/%.*s.rels", STR_ARG(folder),
				  STR_ARG(str_slice(part, folder.n, part.n)));

	*ret = (struct links){.arena = b->arena};
	enum err e = xml_part(b->zip, b->arena, name, &link_hooks, ret, b->fail);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The target of the first link whose type ends so; "": there is none. */
static struct str by_type(const struct book *b, const struct links *l, struct str folder,
			  struct str type)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_ends(l->v[i].type, type))
			return part_of(b->arena, folder, l->v[i].target);
	return STR("");
}

static bool is_true(struct str s)
{
	return str_is(s, "1") || str_is(s, "true");
}

static enum err on_workbook(struct xml *x, void *arg, struct str name)
{
	struct book *b = arg;

	if (str_is(name, "workbookPr"))
		b->from_1904 = is_true(xml_attribute(x, "date1904"));
	if (!str_is(name, "sheet"))
		return OK;
	struct str state = xml_attribute(x, "state");
	*ARENA_PUSH(b->arena, b->sheets, b->n_sheets, b->cap_sheets) =
		(struct sheet_name){.name = str_dup(b->arena, xml_attribute(x, "name")),
				    .id = str_dup(b->arena, xml_attribute(x, "id")),
				    .hidden = state.n && !str_is(state, "visible")};
	return OK;
}

static const struct xml_hooks workbook_hooks = {.open = on_workbook};

/* Shared texts: <si> holds <t>, or runs with <t> each; <rPh> tells how it is pronounced. */
struct texts {
	struct book *book;
	struct buf text;
	bool in_text;
	int spoken;
};

static enum err open_text(struct xml *x, void *arg, struct str name)
{
	struct texts *t = arg;

	(void)x;
	if (str_is(name, "si"))
		buf_clear(&t->text);
	t->spoken += str_is(name, "rPh");
	t->in_text = str_is(name, "t") && !t->spoken;
	return OK;
}

static enum err close_text(struct xml *x, void *arg, struct str name)
{
	struct texts *t = arg;
	struct book *b = t->book;

	(void)x;
	t->in_text = false;
	t->spoken -= str_is(name, "rPh");
	if (!str_is(name, "si"))
		return OK;
	if (b->n_strings == XLSX_STRINGS_MAX || !buf_ok(&t->text)) {
		fail_at(b->fail, ERR_INPUT, NULL, "workbook_too_large");
		fail_arg_int(b->fail, "limit", ZIP_UNPACKED_MAX >> 20);
		return ERR_INPUT;
	}
	*ARENA_PUSH(b->arena, b->strings, b->n_strings, b->cap_strings) =
		xlsx_unescape(b->arena, str_dup(b->arena, buf_str(&t->text)));
	return OK;
}

static enum err put_text(struct xml *x, void *arg, struct str text)
{
	struct texts *t = arg;

	(void)x;
	if (t->in_text)
		buf_put_str(&t->text, text);
	return OK;
}

static const struct xml_hooks text_hooks = {open_text, close_text, put_text};

static void forget(void *arg)
{
	buf_done(arg);
}

static enum err read_strings(struct book *b, struct str part)
{
	struct texts *t = ARENA_NEW(b->arena, struct texts);

	t->book = b;
	arena_defer(b->arena, forget, &t->text);
	enum err e = xml_part(b->zip, b->arena, part, &text_hooks, t, b->fail);
	buf_done(&t->text);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Styles: own formats by id, then the list of cells' styles. */
struct styles {
	struct book *book;
	int64_t *dates; /* ids of own formats that show days */
	int64_t *others;
	size_t n_dates, cap_dates, n_others, cap_others;
	bool in_cells;
};

static bool has_id(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static enum err on_format(struct xml *x, struct styles *s)
{
	struct arena *a = s->book->arena;
	int64_t id;

	if (str_to_int(xml_attribute(x, "numFmtId"), &id) || s->n_dates + s->n_others > 10000)
		return damaged(s->book->fail);
	if (xlsx_code_is_date(xml_attribute(x, "formatCode")))
		*ARENA_PUSH(a, s->dates, s->n_dates, s->cap_dates) = id;
	else
		*ARENA_PUSH(a, s->others, s->n_others, s->cap_others) = id;
	return OK;
}

static enum err open_style(struct xml *x, void *arg, struct str name)
{
	struct styles *s = arg;
	struct book *b = s->book;
	int64_t id = 0;

	if (str_is(name, "numFmt"))
		return on_format(x, s);
	if (str_is(name, "cellXfs"))
		s->in_cells = true;
	if (!str_is(name, "xf") || !s->in_cells)
		return OK;
	struct str given = xml_attribute(x, "numFmtId");
	if ((given.n && str_to_int(given, &id)) || b->n_styles > 65536)
		return damaged(b->fail);
	bool own = has_id(s->others, s->n_others, id);
	*ARENA_PUSH(b->arena, b->is_date, b->n_styles, b->cap_styles) =
		has_id(s->dates, s->n_dates, id) || (!own && xlsx_builtin_is_date(id));
	return OK;
}

static enum err close_style(struct xml *x, void *arg, struct str name)
{
	struct styles *s = arg;

	(void)x;
	if (str_is(name, "cellXfs"))
		s->in_cells = false;
	return OK;
}

static const struct xml_hooks style_hooks = {.open = open_style, .close = close_style};

static enum err read_styles(struct book *b, struct str part)
{
	struct styles *s = ARENA_NEW(b->arena, struct styles);

	s->book = b;
	enum err e = xml_part(b->zip, b->arena, part, &style_hooks, s, b->fail);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err no_such_sheet(struct book *b, struct str sheet)
{
	struct str names = STR("");

	for (size_t i = 0; i < b->n_sheets && i < 20; i++)
		names = str_fmt(b->arena, "%.*s%s%.*s", STR_ARG(names), i ? ", " : "",
				STR_ARG(b->sheets[i].name));
	fail_at(b->fail, ERR_INPUT, "sheet", "no_such_sheet");
	fail_arg(b->fail, "sheet", sheet);
	fail_arg(b->fail, "sheets", names);
	return ERR_INPUT;
}

/* The link of the sheet that is wanted; charts have sheets too, of another type. */
static const struct link *find_sheet(const struct book *b, const struct links *l,
				     struct str sheet)
{
	for (size_t i = 0; i < b->n_sheets; i++) {
		bool wanted = sheet.n ? str_eq(b->sheets[i].name, sheet) : !b->sheets[i].hidden;
		for (size_t k = 0; wanted && k < l->n; k++)
			if (str_eq(l->v[k].id, b->sheets[i].id) &&
			    str_ends(l->v[k].type, STR("/worksheet")))
				return &l->v[k];
	}
	return NULL;
}

enum err book_open(struct arena *a, struct str bytes, struct str sheet, struct fail *f,
		   struct book *ret_book, struct str *ret_part)
{
	struct book *b = ret_book;
	struct links top, links;

	*b = (struct book){.arena = a, .fail = f};
	enum err e = zip_open(a, bytes, f, &b->zip);
	if (!e)
		e = read_links(b, STR(""), &top);
	if (e)
		return e;
	struct str workbook = by_type(b, &top, STR(""), STR("/officeDocument"));
	e = xml_part(b->zip, a, workbook, &workbook_hooks, b, f);
	if (e == ERR_NOT_FOUND)
		e = damaged(f);
	if (!e)
		e = read_links(b, workbook, &links);
	if (e)
		return e;
	struct str folder = folder_of(workbook);
	const struct link *found = find_sheet(b, &links, sheet);
	if (!found)
		return no_such_sheet(b, sheet);
	*ret_part = part_of(a, folder, found->target);
	e = read_strings(b, by_type(b, &links, folder, STR("/sharedStrings")));
	return e ? e : read_styles(b, by_type(b, &links, folder, STR("/styles")));
}
