/* A table as pages to print: A4 landscape, the titles on each page, cells wrapped (D1, D3).
 *
 * pango breaks lines and finds fonts, cairo writes the file with the letters that it needs, so
 * that text can be searched and copied.  All pages are laid out twice: first to count them.
 * GLib, below pango, ends the process when memory is out. */
#include "service/table_pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#ifdef __SANITIZE_ADDRESS__
/* Less than 2 KiB a file stay with cairo 1.16's fonts; fontconfig hides its own pointers. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

#ifdef __SANITIZE_THREAD__
/* They are not built for the checker, which does not see the locks that GLib makes of futexes
 * and fontconfig of atomics. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
	return "race:libfontconfig.so\nrace:libglib-2.0.so\nrace:libpango\nrace:libcairo.so\n"
	       "race:libharfbuzz.so\nrace:libfreetype.so\n";
}
#endif

/* In points, 1/72 inch. */
#define PAGE_WIDTH 841.89
#define PAGE_HEIGHT 595.276
#define MARGIN 36.0
#define PADDING 3.0
#define TOP 62.0	/* of the table: below name, company and date */
#define FOOT 18.0	/* kept free for the foot, above the margin */
#define LEAST_ROOM 24.0 /* below which no row is begun */
#define RULE 0.5
#define TEXT_SIZE 8.5
#define SMALL_SIZE 8.0
#define NAME_SIZE 14.0
#define LETTER 5.0 /* of ASCII, on the average; Chinese ones take two */
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)

enum { COLUMN_LEAST = 6, COLUMN_MOST = 40, WORD_MOST = 20, SHORT = 12, LOOKED_AT = 200 };

struct cell {
	PangoLayout *layout;
	PangoLayoutIter *next; /* the line that is drawn next; NULL: all are */
	double x, width;
};

struct pdf {
	struct table *t;
	struct str **rows;
	size_t n, cap;
	PangoFontMap *fonts;
	PangoContext *context;
	PangoFontDescription *plain, *bold, *small, *large;
	PangoLayout *line; /* of what is no cell */
	struct cell *titles, *cells;
	cairo_surface_t *surface;
	cairo_t *cr;
	bool draws;	 /* else pages are only counted */
	enum err failed; /* of the file */
	double y;
	int page, pages;
};

/* ---- fonts ---- */

static const char *const families[] = {
	[LANG_ZH_CN] = "Noto Sans CJK SC, Source Han Sans SC, sans-serif",
	[LANG_ZH_TW] = "Noto Sans CJK TC, Source Han Sans TC, sans-serif",
	[LANG_EN] = "sans-serif, Noto Sans CJK SC",
};

static PangoFontDescription *font_new(enum lang lang, double size, PangoWeight weight)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, families[lang]);
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	pango_font_description_set_weight(d, weight);
	return d;
}

static PangoLayout *layout_new(PangoContext *context, const PangoFontDescription *font)
{
	PangoLayout *layout = pango_layout_new(context);
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	return layout;
}

struct str table_pdf_chinese_font(struct arena *a)
{
	PangoFontMap *fonts = pango_cairo_font_map_new();
	PangoContext *context = pango_font_map_create_context(fonts);
	PangoFontDescription *font = font_new(LANG_ZH_CN, TEXT_SIZE, PANGO_WEIGHT_NORMAL);
	PangoLayout *layout = layout_new(context, font);
	PangoFontDescription *found = NULL;
	char name[64] = "";

	pango_layout_set_text(layout, "跟進进", -1);
	PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
	if (line->runs && pango_layout_get_unknown_glyphs_count(layout) == 0) {
		PangoGlyphItem *run = line->runs->data;
		found = pango_font_describe(run->item->analysis.font);
	}
	const char *family = found ? pango_font_description_get_family(found) : NULL;
	if (family)
		g_strlcpy(name, family, sizeof name);
	pango_font_description_free(found);
	pango_font_description_free(font);
	g_object_unref(layout);
	g_object_unref(context);
	g_object_unref(fonts);
	return str_dup(a, str_of(name));
}

/* ---- the table ---- */

/* Without control characters, which would be shown as boxes; lines stay lines. */
static struct str printable(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ends = c == '\n' || (c == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
		if (ends)
			out[n++] = '\n';
		else if (c != '\r')
			out[n++] = (unsigned char)c < 32 || c == 127 ? ' ' : c;
	}
	return (struct str){out, n};
}

/* Letters of a text, a Chinese one counting as two, and those of its longest word of others. */
static size_t letters_of(struct str s, size_t *ret_word)
{
	size_t letters = utf8_len(s), word = 0;

	*ret_word = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		word = c > ' ' && c < 128 && c != '/' ? word + 1 : 0;
		*ret_word = word > *ret_word ? word : *ret_word;
	}
	return letters + (s.n - letters) / 2;
}

struct need {
	double least; /* no word is broken */
	double most;  /* no cell is; a long title may be, once */
};

static struct need need_of(const struct pdf *p, size_t column)
{
	size_t least = COLUMN_LEAST, most = COLUMN_LEAST, word;

	for (size_t i = 0; i <= p->n && i < LOOKED_AT; i++) {
		struct str s = i ? p->rows[i - 1][column] : p->t->head.titles[column];
		size_t letters = letters_of(s, &word);
		word = word < WORD_MOST ? word : WORD_MOST;
		letters = i || letters <= SHORT ? letters : letters / 2;
		letters = letters < COLUMN_MOST ? letters : COLUMN_MOST;
		least = word > least ? word : least;
		most = letters > most ? letters : most;
	}
	most = most > least ? most : least;
	return (struct need){LETTER * (double)least + 2 * PADDING,
			     LETTER * (double)most + 2 * PADDING};
}

/* Room goes to what a column needs least, then in proportion to what it would like. */
static void set_widths(struct pdf *p)
{
	struct need sum = {0, 0};
	double x = MARGIN;

	for (size_t i = 0; i < p->t->head.columns; i++) {
		sum.least += need_of(p, i).least;
		sum.most += need_of(p, i).most;
	}
	for (size_t i = 0; i < p->t->head.columns; i++) {
		struct need need = need_of(p, i);
		double width = WIDTH * need.most / sum.most;
		if (sum.least >= WIDTH)
			width = WIDTH * need.least / sum.least;
		else if (sum.most > WIDTH)
			width = need.least + (WIDTH - sum.least) * (need.most - need.least) /
						     (sum.most - sum.least);
		p->titles[i].x = p->cells[i].x = x;
		p->titles[i].width = p->cells[i].width = width;
		x += width;
	}
}

static void make_cells(struct pdf *p, struct cell *cells, const PangoFontDescription *font)
{
	for (size_t i = 0; i < p->t->head.columns; i++) {
		double room = cells[i].width - 2 * PADDING;
		cells[i].layout = layout_new(p->context, font);
		pango_layout_set_width(cells[i].layout,
				       (int)((room > 1 ? room : 1) * PANGO_SCALE));
	}
}

static void end_cell(struct cell *c)
{
	if (c->next)
		pango_layout_iter_free(c->next);
	c->next = NULL;
}

static double line_height(PangoLayoutIter *at)
{
	PangoRectangle logical;

	pango_layout_iter_get_line_extents(at, NULL, &logical);
	return (double)logical.height / PANGO_SCALE;
}

static void set_text(PangoLayout *layout, struct str s)
{
	pango_layout_set_text(layout, s.n ? s.p : "", (int)s.n);
}

/* Sets the texts of a row; returns its height. */
static double set_row(const struct pdf *p, struct cell *cells, const struct str *texts)
{
	double most = 0;

	for (size_t i = 0; i < p->t->head.columns; i++) {
		struct cell *c = &cells[i];
		double height = 0;
		end_cell(c);
		set_text(c->layout, texts[i]);
		c->next = pango_layout_get_iter(c->layout);
		do
			height += line_height(c->next);
		while (pango_layout_iter_next_line(c->next));
		end_cell(c);
		c->next = pango_layout_get_iter(c->layout);
		most = height > most ? height : most;
	}
	return most + 2 * PADDING;
}

static void draw_line(const struct pdf *p, const struct cell *c, double y)
{
	PangoRectangle logical;

	pango_layout_iter_get_line_extents(c->next, NULL, &logical);
	int above = pango_layout_iter_get_baseline(c->next) - logical.y;
	cairo_move_to(p->cr, c->x + PADDING, y + (double)above / PANGO_SCALE);
	pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(c->next));
}

/* The lines of a cell that have room, at least one; returns their height. */
static double put_lines(const struct pdf *p, struct cell *c, double room)
{
	double height = 0;

	while (c->next) {
		double line = line_height(c->next);
		if (height > 0 && height + line > room)
			break;
		if (p->draws)
			draw_line(p, c, p->y + PADDING + height);
		height += line;
		if (!pango_layout_iter_next_line(c->next))
			end_cell(c);
	}
	return height;
}

static double page_room(const struct pdf *p)
{
	return PAGE_HEIGHT - MARGIN - FOOT - p->y;
}

/* The part of a row that has room on the page; true when nothing is left of it. */
static bool put_part(struct pdf *p, struct cell *cells)
{
	double room = page_room(p), most = 0;
	bool done = true;

	for (size_t i = 0; i < p->t->head.columns; i++) {
		struct cell *c = &cells[i];
		cairo_save(p->cr); /* a letter may be wider than its cell */
		cairo_rectangle(p->cr, c->x, p->y, c->width, room);
		cairo_clip(p->cr);
		double height = put_lines(p, c, room - 2 * PADDING);
		cairo_restore(p->cr);
		most = height > most ? height : most;
		done = done && !c->next;
	}
	most += 2 * PADDING;
	for (size_t i = 0; p->draws && i < p->t->head.columns; i++)
		cairo_rectangle(p->cr, cells[i].x, p->y, cells[i].width, most);
	cairo_stroke(p->cr);
	p->y += most;
	return done;
}

/* ---- the page around it ---- */

/* One line between the margins; align: 0 left, 0.5 centre, 1 right. */
static void put_line(const struct pdf *p, struct str s, const PangoFontDescription *font,
		     double y, double align)
{
	int width;

	pango_layout_set_font_description(p->line, font);
	set_text(p->line, s);
	pango_layout_get_size(p->line, &width, NULL);
	double room = WIDTH - (double)width / PANGO_SCALE;
	cairo_move_to(p->cr, MARGIN + (room > 0 ? room * align : 0), y);
	pango_cairo_show_layout(p->cr, p->line);
}

static struct str page_text(const struct pdf *p)
{
	struct arena *a = p->t->arena;
	const struct message_arg args[] = {{"n", str_fmt(a, "%d", p->page)},
					   {"total", str_fmt(a, "%d", p->pages)}};

	return message_format(a, p->t->head.lang, "pdf.page", args, 2);
}

static void put_frame(const struct pdf *p)
{
	const struct table_head *h = &p->t->head;
	double foot = PAGE_HEIGHT - MARGIN - SMALL_SIZE;

	put_line(p, h->name, p->large, MARGIN - 8, 0.5);
	put_line(p, h->company, p->small, MARGIN + 8, 0);
	put_line(p, h->date, p->small, MARGIN + 8, 1);
	put_line(p, h->taken_by, p->small, foot, 0);
	put_line(p, page_text(p), p->small, foot, 1);
}

static void begin_page(struct pdf *p)
{
	if (p->page++ && p->draws)
		cairo_show_page(p->cr);
	if (p->draws)
		put_frame(p);
	p->y = TOP;
	double height = set_row(p, p->titles, p->t->head.titles);
	if (p->draws) {
		cairo_save(p->cr);
		cairo_set_source_rgb(p->cr, 0.93, 0.93, 0.93);
		cairo_rectangle(p->cr, MARGIN, p->y, WIDTH, height);
		cairo_fill(p->cr);
		cairo_restore(p->cr);
	}
	(void)put_part(p, p->titles);
}

/* All pages, drawn or counted.  A row that fits on a page is not broken. */
static enum err put_pages(struct pdf *p, bool draws)
{
	p->draws = draws;
	p->page = 0;
	begin_page(p);
	double top = p->y, whole = page_room(p);
	for (size_t i = 0; i < p->n && p->page <= TABLE_PDF_PAGES; i++) {
		double height = set_row(p, p->cells, p->rows[i]);
		bool moves = height > page_room(p) && height <= whole;
		if (p->y > top && (moves || page_room(p) < LEAST_ROOM))
			begin_page(p);
		while (!put_part(p, p->cells) && p->page <= TABLE_PDF_PAGES)
			begin_page(p);
	}
	if (p->page <= TABLE_PDF_PAGES)
		return OK;
	fail_at(p->t->fail, ERR_INPUT, NULL, "too_many_pages");
	fail_arg_int(p->t->fail, "max", TABLE_PDF_PAGES);
	return ERR_INPUT;
}

/* ---- the file ---- */

static cairo_status_t write_file(void *pdf, const unsigned char *bytes, unsigned n)
{
	struct pdf *p = pdf;

	if (!p->failed)
		p->failed = scratch_write(&p->t->file, (struct str){(const char *)bytes, n});
	return p->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void describe(const struct pdf *p)
{
	const struct table_head *h = &p->t->head;
	char now[40];

	instant_format(h->now, now);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE,
				       str_dup(p->t->arena, h->name).p);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR,
				       str_dup(p->t->arena, h->company).p);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Genjin");
	/* Else the library takes the clock's, and no two files are equal. */
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, now);
}

static void set_up(struct pdf *p)
{
	enum lang lang = p->t->head.lang;
	char tag[8];

	p->surface =
		cairo_pdf_surface_create_for_stream(write_file, p, PAGE_WIDTH, PAGE_HEIGHT);
	p->cr = cairo_create(p->surface);
	cairo_set_line_width(p->cr, RULE);
	p->fonts = pango_cairo_font_map_new();
	p->context = pango_font_map_create_context(p->fonts);
	pango_cairo_update_context(p->cr, p->context);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	g_strlcpy(tag, names_get(&lang_names, lang), sizeof tag);
	pango_context_set_language(p->context, pango_language_from_string(tag));
	p->plain = font_new(lang, TEXT_SIZE, PANGO_WEIGHT_NORMAL);
	p->bold = font_new(lang, TEXT_SIZE, PANGO_WEIGHT_BOLD);
	p->small = font_new(lang, SMALL_SIZE, PANGO_WEIGHT_NORMAL);
	p->large = font_new(lang, NAME_SIZE, PANGO_WEIGHT_BOLD);
	p->line = layout_new(p->context, p->plain);
	set_widths(p);
	make_cells(p, p->titles, p->bold);
	make_cells(p, p->cells, p->plain);
}

/* Boxes instead of words help nobody. */
static enum err check_font(const struct pdf *p)
{
	set_text(p->line, p->t->head.name);
	return pango_layout_get_unknown_glyphs_count(p->line)
		       ? fail_at(p->t->fail, ERR_UNSUPPORTED, NULL, "no_font")
		       : OK;
}

static enum err err_of(const struct pdf *p, cairo_status_t status)
{
	if (p->failed)
		return p->failed;
	return status == CAIRO_STATUS_NO_MEMORY ? ERR_BUSY : status ? ERR_IO : OK;
}

static enum err pdf_end(struct table *t)
{
	struct pdf *p = t->state;

	set_up(p);
	describe(p);
	enum err e = check_font(p);
	if (!e)
		e = put_pages(p, false);
	if (e)
		return e;
	p->pages = p->page;
	e = put_pages(p, true);
	if (e)
		return e;
	cairo_show_page(p->cr);
	cairo_status_t drawn = cairo_status(p->cr);
	cairo_surface_finish(p->surface);
	return err_of(p, drawn ? drawn : cairo_surface_status(p->surface));
}

static enum err pdf_begin(struct table *t)
{
	struct pdf *p = ARENA_NEW(t->arena, struct pdf);

	p->t = t;
	p->titles = ARENA_ARRAY(t->arena, t->head.columns, struct cell);
	p->cells = ARENA_ARRAY(t->arena, t->head.columns, struct cell);
	t->state = p;
	return OK;
}

static enum err pdf_put(struct table *t, struct arena *a, const struct str *cells)
{
	struct pdf *p = t->state;
	struct str *row = ARENA_ARRAY(t->arena, t->head.columns, struct str);

	(void)a;
	for (size_t i = 0; i < t->head.columns; i++)
		row[i] = printable(t->arena, cells[i]);
	*ARENA_PUSH(t->arena, p->rows, p->n, p->cap) = row;
	return OK;
}

static void drop_cells(struct cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		end_cell(&cells[i]);
		g_clear_object(&cells[i].layout);
	}
}

static void pdf_drop(struct table *t)
{
	struct pdf *p = t->state;

	drop_cells(p->titles, t->head.columns);
	drop_cells(p->cells, t->head.columns);
	g_clear_object(&p->line);
	pango_font_description_free(p->plain);
	pango_font_description_free(p->bold);
	pango_font_description_free(p->small);
	pango_font_description_free(p->large);
	g_clear_object(&p->context);
	g_clear_object(&p->fonts);
	cairo_destroy(p->cr);
	/* What it still writes goes nowhere. */
	p->failed = p->failed ? p->failed : ERR_IO;
	cairo_surface_destroy(p->surface);
}

const struct table_format table_pdf = {
	.name = "pdf",
	.media_type = "application/pdf",
	.rows_max = TABLE_SHEET_ROWS,
	.begin = pdf_begin,
	.put = pdf_put,
	.end = pdf_end,
	.drop = pdf_drop,
};
