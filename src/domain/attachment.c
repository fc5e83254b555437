#include "domain/attachment.h"

// clang-format off
#define T struct attachment
static const struct field attachment_rows[] = {
	RECORD_ROWS(T),
	F_REF(T, customer_id, 0, "customer"),
	F_REF(T, ticket_id, 0, "ticket"),
	F_REF(T, event_id, F_FILTER, "ticket_event"),
	F_REF(T, follow_up_id, 0, "follow_up"),
	F_REF(T, user_id, F_FILTER, "user"),
	F_TEXT(T, name, F_SORT, .max = ATTACHMENT_NAME_MAX),
	F_TEXT(T, media_type, F_FILTER),
	F_INT(T, size, F_SORT),
	F_TEXT(T, hash, F_HIDDEN),
};
#undef T
const struct fields attachment_fields =
	FIELDS(struct attachment, "attachment", "attachments", attachment_rows);
// clang-format on

/* Whether a character is not seen, or makes a name look like another one. */
static bool deceives(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} bad[] = {
		{0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},	{0x061C, 0x061C},
		{0x115F, 0x1160}, {0x180E, 0x180E}, {0x200B, 0x200F},	{0x2028, 0x202E},
		{0x2060, 0x206F}, {0x3164, 0x3164}, {0xFEFF, 0xFEFF},	{0xFFA0, 0xFFA0},
		{0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE007F},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (c >= bad[i].from && c <= bad[i].to)
			return true;
	return false;
}

static size_t last_part(struct str s)
{
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != '/' && s.p[at - 1] != '\\')
		at--;
	return at;
}

/* Without blanks and dots at its ends: ".." is nothing, ".bashrc" is no hidden file, and
 * Windows drops them behind our back. */
static struct str trim(struct str s)
{
	while (s.n && (s.p[0] == '.' || s.p[0] == ' '))
		s = str_slice(s, 1, s.n);
	while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' '))
		s = str_slice(s, 0, s.n - 1);
	return s;
}

/* The first `chars` characters. */
static struct str cut(struct str s, size_t chars)
{
	size_t at = 0;
	uint32_t c;

	while (at < s.n && chars-- > 0)
		at += utf8_next(s, at, &c);
	return str_slice(s, 0, at);
}

static struct str shorten(struct arena *a, struct str s)
{
	enum { ENDING = 12 };
	size_t dot = s.n;

	if (utf8_len(s) <= ATTACHMENT_NAME_MAX)
		return s;
	while (dot > 0 && s.p[dot - 1] != '.')
		dot--;
	struct str ending = dot ? str_slice(s, dot - 1, s.n) : STR("");
	if (utf8_len(ending) > ENDING)
		ending = STR("");
	return str_cat(a, cut(s, ATTACHMENT_NAME_MAX - utf8_len(ending)), ending);
}

struct str attachment_name(struct arena *a, struct str given)
{
	struct str s = str_slice(given, last_part(given), given.n);
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0, step;
	uint32_t c;

	for (size_t i = 0; i < s.n; i += step) {
		step = utf8_next(s, i, &c);
		if (step == 0)
			break; /* not UTF-8: the rest cannot be trusted either */
		if (deceives(c))
			continue;
		n += utf8_put(out + n, c < 128 && strchr("<>:\"|?*", (int)c) ? '_' : c);
	}
	s = trim((struct str){out, n});
	s = shorten(a, s);
	return s.n ? s : STR("file");
}

struct magic {
	size_t at;
	size_t n;
	const char *bytes;
	const char *type;
};
#define MAGIC(at, bytes, type)                                                                 \
	{                                                                                      \
		at, sizeof bytes - 1, bytes, type                                              \
	}

static bool fits(const struct magic *m, struct str head)
{
	return head.n >= m->at + m->n && memcmp(head.p + m->at, m->bytes, m->n) == 0;
}

bool attachment_is_program(struct str head)
{
	static const struct magic programs[] = {
		MAGIC(0, "MZ", ""),
		MAGIC(0, "\177ELF", ""),
		MAGIC(0, "\xCF\xFA\xED\xFE", ""),
		MAGIC(0, "\xCE\xFA\xED\xFE", ""),
		MAGIC(0, "\xFE\xED\xFA\xCF", ""),
		MAGIC(0, "\xCA\xFE\xBA\xBE", ""),
		MAGIC(0, "\xFE\xED\xFA\xCE", ""),
		MAGIC(0, "dex\n", ""),
		MAGIC(0, "#!/", ""),
	};

	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (fits(&programs[i], head))
			return true;
	return false;
}

static bool has(struct str head, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= head.n; i++)
		if (memcmp(head.p + i, word, n) == 0)
			return true;
	return false;
}

/* Office files are archives whose first names tell which. */
static const char *archive_type(struct str head)
{
#define OFFICE "application/vnd.openxmlformats-officedocument."
	if (has(head, "word/"))
		return OFFICE "wordprocessingml.document";
	if (has(head, "xl/"))
		return OFFICE "spreadsheetml.sheet";
	if (has(head, "ppt/"))
		return OFFICE "presentationml.presentation";
	return "application/zip";
#undef OFFICE
}

/* Text has no control characters but those that lay it out; a character may be cut at the end
 * of what we see. */
static bool is_text(struct str head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];
		if ((c < 32 && !strchr("\t\n\r\f", c)) || c == 127)
			return false;
	}
	for (size_t cut_off = 0; cut_off < 4 && cut_off < head.n; cut_off++)
		if (utf8_valid(str_slice(head, 0, head.n - cut_off)))
			return head.n > 0;
	return false;
}

const char *attachment_media_type(struct str head)
{
	static const struct magic types[] = {
		MAGIC(0, "\x89PNG\r\n\x1A\n", "image/png"),
		MAGIC(0, "\xFF\xD8\xFF", "image/jpeg"),
		MAGIC(0, "GIF87a", "image/gif"),
		MAGIC(0, "GIF89a", "image/gif"),
		MAGIC(8, "WEBP", "image/webp"),
		MAGIC(0, "BM", "image/bmp"),
		MAGIC(0, "II*\0", "image/tiff"),
		MAGIC(0, "MM\0*", "image/tiff"),
		MAGIC(4, "ftypheic", "image/heic"),
		MAGIC(4, "ftypavif", "image/avif"),
		MAGIC(0, "%PDF-", "application/pdf"),
		MAGIC(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"),
		MAGIC(0, "{\\rtf", "application/rtf"),
		MAGIC(0, "7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"),
		MAGIC(0, "Rar!\x1A\x07", "application/vnd.rar"),
		MAGIC(0, "\x1F\x8B", "application/gzip"),
		MAGIC(0, "ID3", "audio/mpeg"),
		MAGIC(8, "WAVE", "audio/wav"),
		MAGIC(0, "#!AMR", "audio/amr"),
		MAGIC(0, "OggS", "audio/ogg"),
		MAGIC(4, "ftypM4A", "audio/mp4"),
		MAGIC(4, "ftypqt", "video/quicktime"),
		MAGIC(4, "ftyp", "video/mp4"),
	};

	if (head.n >= 4 && memcmp(head.p, "PK\3\4", 4) == 0)
		return archive_type(head);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (fits(&types[i], head))
			return types[i].type;
	return is_text(head) ? "text/plain" : "application/octet-stream";
}
