/* message_table - the catalogue as tools/messages prints it.  For message.c only. */
#ifndef BASE_MESSAGE_TABLE_H
#define BASE_MESSAGE_TABLE_H

#include <stddef.h>

struct message_row {
	const char *key;
	const char *text[3]; /* by enum lang */
};
/* Sorted by key. */
extern const struct message_row message_rows[];
extern const size_t message_rows_n;

#endif
