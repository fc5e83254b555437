#include "domain/embedded.h"

struct str embedded_find(const struct embedded *table, struct str name)
{
	for (; table->name; table++)
		if (str_is(name, table->name))
			return (struct str){(const char *)table->data, table->n};
	return (struct str){"", 0};
}
