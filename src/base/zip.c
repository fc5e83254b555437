#include "base/zip.h"

#include <minizip/unzip.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 256, STEP = 64 * 1024 };

/* The archive as a file of minizip. */
struct memory {
	struct str bytes;
	size_t at;
};

struct zip {
	struct memory memory;
	unzFile file;
	struct str *names;
	unz64_file_pos *places;
	size_t n, cap, cap_places;
	size_t unpacked; /* of all parts so far */
};

static voidpf on_open(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong on_read(voidpf opaque, voidpf stream, void *to, uLong n)
{
	struct memory *m = stream;
	size_t left = m->bytes.n - m->at, k = n < left ? n : left;

	(void)opaque;
	memcpy(to, m->bytes.p + m->at, k);
	m->at += k;
	return k;
}

static ZPOS64_T on_tell(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return ((struct memory *)stream)->at;
}

static long on_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct memory *m = stream;
	ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? m->at
			: origin == ZLIB_FILEFUNC_SEEK_END ? m->bytes.n
							   : 0;

	(void)opaque;
	if (offset > m->bytes.n || from + offset > m->bytes.n)
		return -1;
	m->at = from + offset;
	return 0;
}

static int on_end(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

static enum err damaged(struct fail *f)
{
	return fail_at(f, ERR_INPUT, NULL, "bad_workbook");
}

static enum err too_large(struct fail *f)
{
	fail_at(f, ERR_INPUT, NULL, "workbook_too_large");
	fail_arg_int(f, "limit", ZIP_UNPACKED_MAX >> 20);
	return ERR_INPUT;
}

static bool same_name(struct str x, struct str y)
{
	return x.n == y.n && strncasecmp(x.p, y.p, x.n) == 0;
}

static const struct str *find(const struct zip *z, struct str name)
{
	for (size_t i = 0; i < z->n; i++)
		if (same_name(z->names[i], name))
			return &z->names[i];
	return NULL;
}

static enum err take_entry(struct zip *z, struct arena *a, struct fail *f)
{
	char name[NAME_MAX_BYTES + 1] = "";
	unz_file_info64 info;
	unz64_file_pos place;

	if (unzGetCurrentFileInfo64(z->file, &info, name, NAME_MAX_BYTES, NULL, 0, NULL, 0) !=
		    UNZ_OK ||
	    unzGetFilePos64(z->file, &place) != UNZ_OK || info.size_filename > NAME_MAX_BYTES)
		return damaged(f);
	if (info.flag & 1)
		return fail_at(f, ERR_INPUT, NULL, "locked_workbook");
	if (z->n == ZIP_ENTRIES)
		return fail_at(f, ERR_INPUT, NULL, "unsafe_workbook");
	if (find(z, str_of(name)))
		return damaged(f);
	size_t n = z->n;
	*ARENA_PUSH(a, z->names, n, z->cap) = str_dup(a, str_of(name));
	*ARENA_PUSH(a, z->places, z->n, z->cap_places) = place;
	return OK;
}

static void close_file(void *file)
{
	unzClose(file);
}

bool zip_is(struct str bytes)
{
	return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("PK\x05\x06"));
}

enum err zip_open(struct arena *a, struct str bytes, struct fail *f, struct zip **ret_zip)
{
	struct zip *z = ARENA_NEW(a, struct zip);
	zlib_filefunc64_def calls = {.zopen64_file = on_open,
				     .zread_file = on_read,
				     .ztell64_file = on_tell,
				     .zseek64_file = on_seek,
				     .zclose_file = on_end,
				     .zerror_file = on_end,
				     .opaque = &z->memory};
	enum err e = OK;

	z->memory.bytes = bytes;
	z->file = unzOpen2_64("", &calls);
	if (!z->file)
		return damaged(f);
	arena_defer(a, close_file, z->file);
	int r = unzGoToFirstFile(z->file);
	for (; !e && r == UNZ_OK; r = unzGoToNextFile(z->file))
		e = take_entry(z, a, f);
	if (!e && r != UNZ_END_OF_LIST_OF_FILE)
		e = damaged(f);
	if (!e)
		*ret_zip = z;
	return e;
}

/* What of the open part is left, into b. */
static enum err unpack(struct zip *z, size_t packed, struct buf *b, struct fail *f)
{
	for (;;) {
		char *to = buf_room(b, STEP);
		if (!to)
			return too_large(f);
		int k = unzReadCurrentFile(z->file, to, STEP);
		if (k < 0)
			return damaged(f);
		if (k == 0)
			return OK;
		buf_wrote(b, (size_t)k);
		z->unpacked += (size_t)k;
		if (z->unpacked > ZIP_UNPACKED_MAX)
			return too_large(f);
		if (b->n > ZIP_RATIO_FROM && b->n / ZIP_RATIO > packed)
			return fail_at(f, ERR_INPUT, NULL, "unsafe_workbook");
	}
}

enum err zip_read(struct zip *z, struct str name, struct buf *b, struct fail *f)
{
	const struct str *found = find(z, name);
	unz_file_info64 info;

	if (!found)
		return ERR_NOT_FOUND;
	buf_clear(b);
	if (unzGoToFilePos64(z->file, &z->places[found - z->names]) != UNZ_OK ||
	    unzGetCurrentFileInfo64(z->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
	    unzOpenCurrentFile(z->file) != UNZ_OK)
		return damaged(f);
	enum err e = unpack(z, info.compressed_size, b, f);
	int closed = unzCloseCurrentFile(z->file);
	return e ? e : closed == UNZ_OK ? OK : damaged(f);
}
