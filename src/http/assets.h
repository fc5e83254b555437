/* assets - the web UI, packed into the program by tools/pack. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "http/exchange.h"

/* One file of ui/plain. */
struct asset {
	const char *path; /* "/assets/index-4f3a.js" */
	const char *type;
	const char *etag; /* quoted */
	const unsigned char *data;
	size_t n;
	const unsigned char *gzip; /* NULL when it would not be smaller */
	size_t gzip_n;
	bool forever; /* its name has a hash of its content */
};
/* Sorted by path; made at build time. */
extern const struct asset assets[];
extern const size_t assets_n;

/* Answers with the file of the path, with index.html for pages of the UI (paths without a dot
 * outside /api), or with 404. */
enum MHD_Result assets_reply(struct exchange *x);

#endif
