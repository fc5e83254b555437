/* table_pdf - what else is to be known of tables as PDF (table.h has the format itself). */
#ifndef SERVICE_TABLE_PDF_H
#define SERVICE_TABLE_PDF_H

#include "service/table.h"

enum { TABLE_PDF_PAGES = 2000 };

/* The font in which Chinese letters are printed, in arena; "": none of this machine has them.
 */
struct str table_pdf_chinese_font(struct arena *a);

#endif
