/* Any bytes as a file for import: an end is reached, every row moves on, and what is written
 * from its cells is read again as the same cells. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/csv.h"

/* Cells that a spreadsheet would run get an apostrophe, so only others come back as they are.
 */
static bool is_harmless(struct str s)
{
	return s.n == 0 || !memchr("=+-@\t\r", s.p[0], 6);
}

static void write_again(struct arena *a, struct fail *f, const struct str *cells, size_t n)
{
	struct buf b = {0};
	struct str *again;
	size_t n_again;
	bool empty = true;

	for (size_t i = 0; i < n; i++) {
		csv_put(&b, cells[i], i == 0);
		empty = empty && cells[i].n == 0;
	}
	buf_puts(&b, "\r\n");
	struct csv c = {.text = buf_str(&b), .separator = ','};
	enum err e = csv_row(&c, a, f, &again, &n_again);
	if (!empty)
		fuzz_must(!e && n_again == n);
	for (size_t i = 0; !empty && i < n; i++)
		fuzz_must(str_eq(again[i], cells[i]) || !is_harmless(cells[i]));
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct csv c = {0};
	struct str *cells;
	size_t n = 1;

	if (!a)
		return 0;
	if (!csv_to_utf8(a, fuzz_text(data, size), &f, &c.text)) {
		fuzz_must(utf8_valid(c.text));
		c.separator = csv_sniff(c.text);
		while (n) {
			size_t before = c.offset;
			enum err e = csv_row(&c, a, &f, &cells, &n);
			fuzz_must(c.offset > before || (!e && n == 0));
			fuzz_must(e || n <= CSV_COLUMNS);
			n = e ? 1 : n; /* it goes on behind a bad line */
			if (!e && n)
				write_again(a, &f, cells, n);
			fail_clear(&f);
		}
	}
	arena_free(a);
	return 0;
}
