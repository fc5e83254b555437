/* openapi - the API as an OpenAPI 3.1 document, printed from the routes and field tables. */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include "base/buf.h"

/* Writes the document, indented so that its differences can be read in a review. */
void openapi_write(struct buf *b);

#endif
