#include "store/pinyin.h"

#include "base/buf.h"
#include "store/tokens.h"
#include "sys/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { PIECE = 3, UTF16_MAX = 256 }; /* characters read at once; UTF-16 of their reading */
enum { KNOWN = 8192, SENSITIVE = 512 };

/* A character that was read before, in its surroundings as far as they matter: ICU takes 0.01
 * ms for each, and a name is read for its sort key and again whenever its record is indexed. */
struct known {
	uint64_t key; /* 0 = nothing is known here */
	struct syllable s;
};

struct pinyin {
	pthread_mutex_t mutex;
	struct known known[KNOWN];
	bool opened;
	/* Those that ICU reads by what stands beside them; all are when it cannot be told. */
	uint32_t sensitive[SENSITIVE];
	size_t n_sensitive;
	bool all_sensitive;
	UTransliterator *names, *words;
	const UNormalizer2 *nfd;
};

/* Second readings that are common in the names of people, places and companies. */
static const struct {
	uint32_t cp;
	const char *reading;
} second[] = {
	{0x884c /* 行 */, "hang"},  {0x53a6 /* 厦 */, "xia"},	{0x5730 /* 地 */, "di"},
	{0x957f /* 长 */, "chang"}, {0x957f /* 长 */, "zhang"}, {0x4e50 /* 乐 */, "le"},
	{0x4e50 /* 乐 */, "yue"},   {0x91cd /* 重 */, "chong"}, {0x91cd /* 重 */, "zhong"},
	{0x671d /* 朝 */, "zhao"},  {0x90fd /* 都 */, "du"},	{0x4f1a /* 会 */, "hui"},
	{0x4f1a /* 会 */, "kuai"},  {0x53c2 /* 参 */, "shen"},	{0x85cf /* 藏 */, "zang"},
	{0x85cf /* 藏 */, "cang"},  {0x8c03 /* 调 */, "diao"},	{0x8c03 /* 调 */, "tiao"},
	{0x5f39 /* 弹 */, "tan"},   {0x5f39 /* 弹 */, "dan"},	{0x4f20 /* 传 */, "zhuan"},
	{0x7387 /* 率 */, "lv"},    {0x6d45 /* 浅 */, "jian"},	{0x756a /* 番 */, "pan"},
	{0x5361 /* 卡 */, "ka"},    {0x4eb2 /* 亲 */, "qin"},	{0x8f66 /* 车 */, "che"},
	{0x8fd8 /* 还 */, "huan"},  {0x76db /* 盛 */, "sheng"}, {0x76db /* 盛 */, "cheng"},
	{0x7965 /* 祥 */, "xiang"}, {0x89e3 /* 解 */, "jie"},	{0x89e3 /* 解 */, "xie"},
	{0x5355 /* 单 */, "dan"},   {0x66fe /* 曾 */, "zeng"},	{0x4ec7 /* 仇 */, "qiu"},
	{0x533a /* 区 */, "qu"},    {0x67e5 /* 查 */, "zha"},	{0x76d6 /* 盖 */, "ge"},
	{0x5c09 /* 尉 */, "yu"},    {0x4fbf /* 便 */, "bian"},	{0x8584 /* 薄 */, "bo"},
	{0x6ce2 /* 波 */, "bo"},    {0x53d1 /* 发 */, "fa"},	{0x4e2d /* 中 */, "zhong"},
};

struct pinyin *pinyin_new(void)
{
	struct pinyin *p = calloc(1, sizeof *p);
	if (p)
		pthread_mutex_init(&p->mutex, NULL);
	return p;
}

void pinyin_free(struct pinyin *p)
{
	if (!p)
		return;
	utrans_close(p->names);
	utrans_close(p->words);
	pthread_mutex_destroy(&p->mutex);
	free(p);
}

static UTransliterator *open_rules(const char *id)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[32];

	u_uastrcpy(name, id);
	UTransliterator *t = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_FAILURE(status)) {
		log_event(LEVEL_ERROR, "store.no_pinyin",
			  LOG_STR("why", str_of(u_errorName(status))));
		return NULL;
	}
	return t;
}

static void add_sensitive(struct pinyin *p, uint32_t cp)
{
	if (p->n_sensitive == SENSITIVE)
		p->all_sensitive = true;
	else
		p->sensitive[p->n_sensitive++] = cp;
}

/* A rule with surroundings reads "before{X}after > reading": X is sensitive to one character
 * on either side, and at most that (tested by names in all their surroundings). */
static void find_sensitive(struct pinyin *p, const UTransliterator *rules)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = rules ? utrans_toRules(rules, false, NULL, 0, &status) : 0;
	UChar *text = calloc((size_t)n + 1, sizeof *text);
	bool inside = false;

	status = U_ZERO_ERROR;
	if (text && n)
		utrans_toRules(rules, false, text, n + 1, &status);
	p->all_sensitive |= !text || !n || U_FAILURE(status);
	for (int32_t i = 0; !p->all_sensitive && i < n;) {
		UChar32 c;
		U16_NEXT(text, i, n, c);
		inside = c == '{' || (inside && c != '}');
		if (inside && c > 0x7f)
			add_sensitive(p, (uint32_t)c);
	}
	free(text);
}

static bool is_sensitive(const struct pinyin *p, uint32_t cp)
{
	for (size_t i = 0; i < p->n_sensitive; i++)
		if (p->sensitive[i] == cp)
			return true;
	return p->all_sensitive;
}

/* Under the lock. */
static void open_once(struct pinyin *p)
{
	UErrorCode status = U_ZERO_ERROR;

	if (p->opened)
		return;
	p->opened = true;
	p->names = open_rules("Han-Latin/Names");
	p->words = open_rules("Han-Latin");
	p->nfd = unorm2_getNFDInstance(&status);
	find_sensitive(p, p->names);
	find_sensitive(p, p->words);
}

/* The tone marks of "lǜ dì" away: "lv di"; anything but letters and blanks away, too. */
static size_t strip(const UChar *in, int32_t n, char *out, size_t room)
{
	size_t k = 0;

	for (int32_t i = 0; i < n && k + 1 < room; i++) {
		if ((in[i] >= 'a' && in[i] <= 'z') || in[i] == ' ')
			out[k++] = (char)in[i];
		else if (in[i] == 0x0308 && k > 0 && out[k - 1] == 'u')
			out[k - 1] = 'v';
	}
	out[k] = 0;
	return k;
}

/* Reads a run in one way: "bei jing".  "" when ICU cannot. */
static void transliterate(struct pinyin *p, UTransliterator *rules, struct str run, char *out,
			  size_t room)
{
	UChar text[UTF16_MAX], plain[UTF16_MAX];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = 0;

	out[0] = 0;
	if (!rules || !p->nfd)
		return;
	u_strFromUTF8(text, UTF16_MAX, &n, run.p, (int32_t)run.n, &status);
	int32_t limit = n;
	utrans_transUChars(rules, text, &n, UTF16_MAX, 0, &limit, &status);
	n = unorm2_normalize(p->nfd, text, n, plain, UTF16_MAX, &status);
	if (U_SUCCESS(status))
		strip(plain, n, out, room);
}

static void add_reading(struct syllable *s, struct str reading)
{
	if (reading.n == 0 || reading.n >= PINYIN_SYLLABLE || s->n == PINYIN_READINGS)
		return;
	for (int i = 0; i < s->n; i++)
		if (str_is(reading, s->v[i]))
			return;
	memcpy(s->v[s->n], reading.p, reading.n);
	s->v[s->n++][reading.n] = 0;
}

/* Gives each character its syllable of the line; a line that does not fit is not used. */
static void add_line(struct syllable *out, size_t n, const char *line)
{
	struct str rest = str_of(line), part;
	size_t parts = 0;

	for (struct str r = rest; r.n && str_split(&r, ' ', &part);)
		parts += part.n > 0;
	if (parts != n)
		return;
	for (size_t i = 0; i < n && str_split(&rest, ' ', &part);)
		if (part.n)
			add_reading(&out[i++], part);
}

static void add_second(struct syllable *s, uint32_t cp)
{
	for (size_t i = 0; i < sizeof second / sizeof *second; i++)
		if (second[i].cp == cp)
			add_reading(s, str_of(second[i].reading));
	for (int i = 0, n = s->n; i < n; i++) { /* lv is also typed lu */
		char plain[PINYIN_SYLLABLE];
		memcpy(plain, s->v[i], sizeof plain);
		char *v = strchr(plain, 'v');
		if (v) {
			*v = 'u';
			add_reading(s, str_of(plain));
		}
	}
}

/* Under the lock; up to PIECE characters. */
static void read_piece(struct pinyin *p, struct str piece, struct syllable *out, size_t n)
{
	char line[PIECE * 4 * PINYIN_SYLLABLE];
	size_t i = 0;
	uint32_t cp;

	transliterate(p, p->names, piece, line, sizeof line);
	add_line(out, n, line);
	transliterate(p, p->words, piece, line, sizeof line);
	add_line(out, n, line);
	for (size_t at = 0; at < piece.n; i++) {
		at += utf8_next(piece, at, &cp);
		add_second(&out[i], cp);
	}
}

/* Under the lock: reads `text` as it would be read after another character (inner) and before
 * `after` ("": at the end). */
static void read_between(struct pinyin *p, bool inner, struct str text, struct str after,
			 struct syllable *ret)
{
	static const char any[] = "一"; /* no rule asks which one stands before */
	struct syllable s[PIECE] = {0};
	struct buf piece = {0};

	buf_puts(&piece, inner ? any : "");
	buf_put_str(&piece, text);
	buf_put_str(&piece, after);
	if (buf_ok(&piece))
		read_piece(p, buf_str(&piece), s, (size_t)1 + inner + (after.n > 0));
	buf_done(&piece);
	*ret = s[inner];
}

/* Under the lock: the readings of the character of `run` from `at` to `next`. */
static void read_one(struct pinyin *p, struct str run, size_t at, size_t next,
		     struct syllable *ret)
{
	struct str text = str_slice(run, at, next), beside = STR("");
	uint32_t cp, after = 0;

	utf8_next(run, at, &cp);
	bool sensitive = is_sensitive(p, cp), inner = sensitive && at > 0;
	if (sensitive && next < run.n)
		beside = str_slice(run, next, next + utf8_next(run, next, &after));
	uint64_t key = (uint64_t)inner << 42 | (uint64_t)after << 21 | cp;
	struct known *k = &p->known[(key ^ key >> 21) % KNOWN];
	if (k->key != key) {
		k->key = key;
		read_between(p, inner, text, beside, &k->s);
		if (!k->s.n && after) /* the one beside it has no reading */
			read_between(p, inner, text, STR(""), &k->s);
	}
	*ret = k->s;
}

struct syllable *pinyin_read(struct pinyin *p, struct arena *a, struct str run, size_t *ret_n)
{
	size_t n = utf8_len(run), at = 0;
	struct syllable *all = ARENA_ARRAY(a, n, struct syllable);
	uint32_t cp;

	pthread_mutex_lock(&p->mutex);
	open_once(p);
	for (size_t i = 0; i < n; i++) {
		size_t next = at + utf8_next(run, at, &cp);
		read_one(p, run, at, next, &all[i]);
		at = next;
	}
	pthread_mutex_unlock(&p->mutex);
	*ret_n = n;
	return all;
}

static void put_readings(struct pinyin *p, struct arena *a, struct buf *out, struct str run)
{
	size_t n;
	struct syllable *s = pinyin_read(p, a, run, &n);

	for (size_t i = 0; i < n; i++) {
		buf_puts(out, out->n ? " " : "");
		buf_puts(out, s[i].n ? s[i].v[0] : "~"); /* those without a reading last */
	}
}

struct str pinyin_sort_key(struct pinyin *p, struct arena *a, struct str text)
{
	struct buf out = {0};
	struct piece piece;

	for (size_t at = 0; tokens_next_piece(text, &at, &piece);) {
		if (piece.cjk) {
			put_readings(p, a, &out, piece.text);
		} else {
			buf_puts(&out, out.n ? " " : "");
			buf_put_str(&out, tokens_fold(a, piece.text));
		}
	}
	/* Two blanks are less than any continuation: 张 comes before 张三. */
	buf_puts(&out, "  ");
	buf_put_str(&out, text);
	return buf_keep(&out, a);
}

/* A character or a word of a name. */
struct unit {
	const char *v[PINYIN_READINGS];
	int n;
	bool word; /* of letters: stands alone */
};

enum { NAME_UNITS = 32 };

static size_t units_of(struct pinyin *p, struct arena *a, struct str name, struct unit *units)
{
	struct piece piece;
	size_t n = 0;

	for (size_t at = 0; n < NAME_UNITS && tokens_next_piece(name, &at, &piece);) {
		if (!piece.cjk) {
			const char *word = str_dup(a, tokens_fold(a, piece.text)).p;
			units[n++] = (struct unit){.v = {word}, .n = 1, .word = true};
			continue;
		}
		size_t count;
		struct syllable *s = pinyin_read(p, a, piece.text, &count);
		for (size_t i = 0; i < count && n < NAME_UNITS; i++) {
			if (!s[i].n)
				continue;
			struct unit *u = &units[n++];
			*u = (struct unit){.n = s[i].n};
			for (int k = 0; k < s[i].n; k++)
				u->v[k] = s[i].v[k];
		}
	}
	return n;
}

/* One way to read a name: the first reading of every unit, but number `reading` of one. */
static void put_way(struct buf *out, const struct unit *units, size_t n, bool person,
		    size_t other, int reading)
{
	const char *v[NAME_UNITS];

	for (size_t i = 0; i < n; i++)
		v[i] = units[i].v[i == other ? reading : 0];
	for (size_t i = 0; i < n; i++) {
		bool apart = i && (units[i].word || units[i - 1].word || (person && i == 1));
		buf_puts(out, i ? (apart ? " " : "") : (out->n ? " " : ""));
		buf_puts(out, v[i]);
	}
	buf_putc(out, ' ');
	for (size_t i = 0; i < n; i++) {
		uint32_t cp;
		buf_put(out, v[i], utf8_next(str_of(v[i]), 0, &cp));
	}
}

struct str pinyin_words(struct pinyin *p, struct arena *a, struct str name, bool person)
{
	struct unit units[NAME_UNITS];
	struct buf out = {0};
	size_t n = units_of(p, a, name, units);

	if (n)
		put_way(&out, units, n, person, n, 0);
	for (size_t i = 0; i < n; i++)
		for (int k = 1; k < units[i].n; k++)
			put_way(&out, units, n, person, i, k);
	return buf_keep(&out, a);
}
