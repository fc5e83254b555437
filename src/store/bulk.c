#include "store/bulk.h"

static void put_text(struct buf *b, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		const char *escaped = c == '\\'	  ? "\\\\"
				      : c == '\t' ? "\\t"
				      : c == '\n' ? "\\n"
				      : c == '\r' ? "\\r"
						  : NULL;
		if (!escaped)
			continue;
		buf_put(b, s.p + from, i - from);
		buf_puts(b, escaped);
		from = i + 1;
	}
	buf_put(b, s.p + from, s.n - from);
}

void bulk_put(struct buf *b, const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_putc(b, '\t');
		if (values[i].kind == V_TEXT)
			put_text(b, values[i].s);
		else if (values[i].kind == V_INT)
			buf_put_int(b, values[i].i);
		else
			buf_puts(b, "\\N");
	}
	buf_putc(b, '\n');
}
