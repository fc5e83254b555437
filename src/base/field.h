/* field - a field of a record, declared once.
 *
 * A record is a C struct with a table of rows beside it, one row a member.  JSON in and out,
 * validation, filters, sorting, masking, audit differences, import columns, SQL columns and
 * OpenAPI all derive from the table; the macros check each member's type at compile time.
 * Not a mapper: it knows no SQL text and no HTTP. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/fail.h"
#include "base/json.h"
#include "base/time.h"

enum field_type {
	FT_ID,	 /* int64_t: this record */
	FT_REF,	 /* int64_t: another record, 0 = none */
	FT_INT,	 /* int64_t, INT_NONE = empty */
	FT_BOOL, /* bool */
	FT_ENUM, /* int, index into .names */
	FT_TEXT, /* struct str, empty = none */
	FT_TIME, /* struct instant */
	FT_DATE, /* struct date */
	FT_JSON, /* struct str holding a JSON document, empty = null */
	FT_REFS, /* struct str: ids joined by one space, "12 15" */
};

#define INT_NONE INT64_MIN

enum field_flag {
	F_NEW = 1,	 /* may be given when the record is made */
	F_EDIT = 2,	 /* may be changed later */
	F_WRITE = 3,	 /* both */
	F_FILTER = 4,	 /* ?name=..., name[gte]=... */
	F_SORT = 8,	 /* ?sort=name */
	F_COMPUTED = 16, /* no column: filled by the service before it is shown */
	F_HIDDEN =
		32, /* a column that never leaves the server (hashes, keys); may be written */
	F_REQUIRED = 64, /* must be given on creation and never emptied */
	F_IMPORT = 128,	 /* a column of the import file */
	F_LINES = 256,	 /* a text of several lines; any other is one line */
	F_SELF = 512,	 /* may be changed by the person whom the record is about */
	F_FIND = 1024,	 /* an index begins with it */
	F_RANK = 2048, /* one is (it, fields.usual, id); of an enumeration, another (it, id) */
};

/* What a mask hides; a bit each, so that a set of masks is an unsigned. */
enum mask { MASK_NONE = 0, MASK_PHONE = 1, MASK_EMAIL = 2, MASK_NOTE = 4, MASK_ALL = 7 };

/* The names of an enumeration by value: the one list it has. */
struct names {
	const char *const *v;
	int n;
};

/* Declares `enum tag` and its names from one list: #define COLOURS(X) X(COLOUR_RED, "red") */
#define ENUM_VALUE(id, text) id,
#define ENUM_NAME(id, text) [id] = text,
#define ENUM_DECLARE(tag, LIST)                                                                \
	enum tag { LIST(ENUM_VALUE) };                                                         \
	extern const struct names tag##_names
#define ENUM_DEFINE(tag, LIST)                                                                 \
	static const char *const tag##_texts[] = {LIST(ENUM_NAME)};                            \
	const struct names tag##_names = {tag##_texts, sizeof tag##_texts / sizeof *tag##_texts}

struct field {
	const char *name; /* in JSON, SQL, filters and message keys */
	enum field_type type;
	unsigned flags; /* enum field_flag */
	size_t offset;
	int64_t min; /* least value; least length in code points */
	int64_t max; /* greatest value or length; 0 = the type's own */
	const struct names *names;
	const char *ref; /* record that an id points to, "user" */
	enum mask mask;
	const char *schema; /* JSON Schema of an FT_JSON document; NULL: any object or array */
};

/* Which records of a type an actor may reach; store/row.c turns it into SQL in one place. */
enum reach {
	REACH_ALL,	/* whoever holds the permission: tags, calendars, users */
	REACH_OWNED,	/* by owner_id and department_id */
	REACH_CUSTOMER, /* as the customer of customer_id */
	REACH_TICKET,	/* as the ticket of ticket_id */
	REACH_SELF,	/* only rows whose user_id is the actor, whatever the scope */
	REACH_SHARED, /* the actor's, the actor's team's and everybody's, whatever the scope */
};

/* A record type. */
struct fields {
	const char *name;  /* singular, "customer": messages, audit, OpenAPI schema */
	const char *table; /* SQL table, also the plural in paths */
	const struct field *v;
	size_t n; /* at most 64 */
	size_t size;
	enum reach reach;
	const char *usual; /* the column in whose order its lists stand unless told otherwise */
};

#define FIELD_CHECK(T, m, type)                                                                \
	(0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((T *)0)->m), type) ? 1 : -1]))
#define FIELD_CHECK_ENUM(T, m) (0 * sizeof(char[sizeof(((T *)0)->m) == sizeof(int) ? 1 : -1]))
#define F_ROW(T, m, ft, ctype, fl, ...)                                                        \
	{                                                                                      \
		.name = #m, .type = ft, .flags = (fl),                                         \
		.offset = offsetof(T, m) + FIELD_CHECK(T, m, ctype), __VA_ARGS__               \
	}
#define F_ID(T, m, fl, ...) F_ROW(T, m, FT_ID, int64_t, fl, __VA_ARGS__)
#define F_REF(T, m, fl, to, ...) F_ROW(T, m, FT_REF, int64_t, fl, .ref = to, __VA_ARGS__)
#define F_INT(T, m, fl, ...) F_ROW(T, m, FT_INT, int64_t, fl, __VA_ARGS__)
#define F_BOOL(T, m, fl, ...) F_ROW(T, m, FT_BOOL, bool, fl, __VA_ARGS__)
#define F_TEXT(T, m, fl, ...) F_ROW(T, m, FT_TEXT, struct str, fl, __VA_ARGS__)
#define F_TIME(T, m, fl, ...) F_ROW(T, m, FT_TIME, struct instant, fl, __VA_ARGS__)
#define F_DATE(T, m, fl, ...) F_ROW(T, m, FT_DATE, struct date, fl, __VA_ARGS__)
#define F_JSON(T, m, fl, ...) F_ROW(T, m, FT_JSON, struct str, fl, __VA_ARGS__)
#define F_REFS(T, m, fl, to, ...) F_ROW(T, m, FT_REFS, struct str, fl, .ref = to, __VA_ARGS__)
#define F_ENUM(T, m, fl, list, ...)                                                            \
	{                                                                                      \
		.name = #m, .type = FT_ENUM, .flags = (fl), .names = &list,                    \
		.offset = offsetof(T, m) + FIELD_CHECK_ENUM(T, m), __VA_ARGS__                 \
	}

/* The members and rows that every stored record has first. */
#define RECORD_HEAD                                                                            \
	int64_t id;                                                                            \
	int64_t version; /* grows by one with each change; ETag and If-Match */                \
	struct instant created_at;                                                             \
	struct instant updated_at
#define RECORD_ROWS(T)                                                                         \
	F_ID(T, id, F_SORT | F_FILTER), F_INT(T, version, 0),                                  \
		F_TIME(T, created_at, F_SORT | F_FILTER),                                      \
		F_TIME(T, updated_at, F_SORT | F_FILTER)
#define FIELDS(T, record_name, table_name, rows, ...)                                          \
	{                                                                                      \
		.name = record_name, .table = table_name, .v = rows,                           \
		.n = sizeof rows / sizeof *rows, .size = sizeof(T), __VA_ARGS__                \
	}

/* What a database column holds. */
enum value_kind { V_NULL, V_INT, V_TEXT };
struct value {
	enum value_kind kind;
	int64_t i;
	struct str s;
};
#define VAL_INT(x) ((struct value){.kind = V_INT, .i = (x)})
#define VAL_STR(x) ((struct value){.kind = V_TEXT, .s = (x)})
#define VAL_TIME(t) ((struct value){.kind = instant_is_set(t) ? V_INT : V_NULL, .i = (t).us})
#define VAL_REF(x) ((struct value){.kind = (x) ? V_INT : V_NULL, .i = (x)})
#define VAL_NULL ((struct value){.kind = V_NULL})

/* The field of that name, or NULL. */
const struct field *field_find(const struct fields *t, struct str name);
/* The number of a name in an enumeration, or -1. */
int names_find(const struct names *names, struct str name);
/* The name of a number; "" when it is none. */
const char *names_get(const struct names *names, int value);

/* A record with every field empty: zero, no time, no date, INT_NONE. */
void fields_clear(const struct fields *t, void *rec);

/* Reads the members of a JSON object into *rec.  `when` is F_NEW, F_EDIT or F_SELF: a field
 * without that flag, an unknown key, a wrong type, a value outside its limits is an item in *f
 * with the key's name.  null empties a field.  With F_NEW every F_REQUIRED field must be there.
 * Texts lie in the arena.  *ret_set has bit i set when field i was given.
 * ERR_INPUT when anything was wrong; *rec is then half filled and must not be used. */
MUST_CHECK enum err fields_decode(const struct fields *t, struct arena *a, json_t *obj,
				  unsigned when, void *rec, uint64_t *ret_set, struct fail *f);

/* Reads one value from text (CSV cell, query argument, command line) into *rec; the same rules
 * and errors.  Enumerations by name, ids in decimal, times in RFC 3339, "true" and "false". */
MUST_CHECK enum err field_parse(const struct field *fd, struct arena *a, struct str text,
				void *rec, struct fail *f);

/* Checks limits and F_REQUIRED of the fields in `set` (all: UINT64_MAX). */
MUST_CHECK enum err fields_check(const struct fields *t, const void *rec, uint64_t set,
				 struct fail *f);

/* Writes "name":value for every field that is not F_HIDDEN.  `reveal` is the set of masks that
 * the reader may see through; other masked fields are written masked. */
void fields_encode(struct jw *w, const struct fields *t, const void *rec, unsigned reveal);

/* The same for the fields in `set`: bits as fields_decode gives them. */
void fields_encode_some(struct jw *w, const struct fields *t, const void *rec, uint64_t set,
			unsigned reveal);

/* Writes {"name":[old,new],...} of the stored fields that differ, masked ones masked; returns
 * the set of those that differ. */
uint64_t fields_diff(struct jw *w, const struct fields *t, const void *old, const void *rec);

/* The value of a field for the database, and back.  Texts are borrowed both ways. */
struct value field_value(const struct field *fd, const void *rec);
MUST_CHECK enum err field_set(const struct field *fd, void *rec, struct value v);

/* The masked form of a text: 138****5678, a***@example.com, 张*; keeps what identifies least.
 */
struct str mask_text(struct arena *a, enum mask m, struct str s);

#endif
