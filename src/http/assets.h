/* assets - the web UI, packed into the program by tools/pack. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "http/exchange.h"

/* How a file is sent; of equally welcome ones the later. */
enum coding { CODING_NONE, CODING_GZIP, CODING_BROTLI, CODINGS };

/* One file of the built pages. */
struct asset {
	const char *path; /* "/assets/index-4f3a.js" */
	const char *type;
	bool forever; /* its name has a hash of its content */
	struct {
		const unsigned char *data; /* NULL: packing would not make it smaller */
		size_t n;
		const char *etag; /* quoted; each coding has its own (RFC 9110, 8.8.3) */
	} codings[CODINGS];
};
/* Sorted by path; made at build time. */
extern const struct asset assets[];
extern const size_t assets_n;

/* Answers with the file of the path, with index.html for pages of the UI (paths without a dot
 * outside /api), or with 404. */
enum MHD_Result assets_reply(struct exchange *x);

#endif
