/* zip - the parts of a ZIP archive that is held in memory, read with limits.
 *
 * Sizes that the archive declares are not believed: what comes out is counted while it comes.
 * Nothing is written to a disk, so names are only compared.  For workbooks (xlsx.h); not for
 * archives of any size. */
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include "base/buf.h"
#include "base/fail.h"

enum {
	ZIP_ENTRIES = 1000,
	ZIP_UNPACKED_MAX = 100 << 20, /* bytes of all parts that are read */
	ZIP_RATIO = 100,	      /* unpacked to packed... */
	ZIP_RATIO_FROM = 1 << 20,     /* ...of parts that are longer than this */
};

struct zip;

/* Whether bytes begin as an archive does. */
bool zip_is(struct str bytes);

/* Opens an archive in the arena and looks at its directory; keeps bytes.  ERR_INPUT:
 * "bad_workbook" (damaged, or a name twice), "locked_workbook" (encrypted), "unsafe_workbook"
 * (too many parts). */
MUST_CHECK enum err zip_open(struct arena *a, struct str bytes, struct fail *f,
			     struct zip **ret_zip);

/* Unpacks the part of that name (ASCII case does not matter) into b, which is emptied first.
 * ERR_NOT_FOUND without an item: there is none.  ERR_INPUT: "bad_workbook", "unsafe_workbook"
 * (packed too tightly), "workbook_too_large" (limit in MiB). */
MUST_CHECK enum err zip_read(struct zip *z, struct str name, struct buf *b, struct fail *f);

#endif
