/* err - the error codes of the whole program.
 *
 * A function that can fail returns one of these; what exactly was wrong, and where, goes into
 * the `struct fail` of fail.h.  This is not errno and not an HTTP status: http/problem.c maps.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err {
	OK = 0,
	ERR_INPUT,	 /* the caller's data is wrong; struct fail names the fields */
	ERR_NOT_FOUND,	 /* no such record, or none that this actor may see */
	ERR_DENIED,	 /* the actor lacks the permission */
	ERR_UNAUTH,	 /* nobody is logged in */
	ERR_CONFLICT,	 /* the state of the record forbids it, or a unique value is taken */
	ERR_STALE,	 /* somebody changed the record since it was read */
	ERR_LIMIT,	 /* a maximum was reached */
	ERR_BUSY,	 /* try again: lock, serialization failure, overload, no memory */
	ERR_FULL,	 /* no room on the disk */
	ERR_IO,		 /* the machine failed: disk, network, database */
	ERR_UNSUPPORTED, /* understood, and not implemented */
	ERR_BUG,	 /* an invariant does not hold */
};

/* Name of an error code for logs, "input", "not_found" ...; never NULL. */
const char *err_name(enum err e);

#endif
