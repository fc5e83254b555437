/* xlsx_xml - one XML part of a workbook, element by element.
 *
 * Names come without their namespace's prefix: programs differ in prefixes.  A DTD ends the
 * reading before any entity could be declared.  Private to the workbook reader. */
#ifndef BASE_XLSX_XML_H
#define BASE_XLSX_XML_H

#include "base/zip.h"

struct xml; /* a part being read */

/* What a reader of a part wants to hear; each may be NULL.  An error ends the reading. */
struct xml_hooks {
	enum err (*open)(struct xml *x, void *arg, struct str name);
	enum err (*close)(struct xml *x, void *arg, struct str name);
	enum err (*text)(struct xml *x, void *arg, struct str text); /* any piece of it */
};

/* The value of an attribute of the element that is being opened, borrowed; "" when it has none.
 */
struct str xml_attribute(const struct xml *x, const char *name);

/* Reads the part of that name.  ERR_NOT_FOUND without an item: there is none.  ERR_INPUT:
 * "bad_workbook", "unsafe_workbook", as zip_read, and whatever a hook says. */
MUST_CHECK enum err xml_part(struct zip *z, struct arena *a, struct str name,
			     const struct xml_hooks *hooks, void *arg, struct fail *f);

#endif
