/* sandbox - gives up what a server never needs, so that a fault in it can do less.
 *
 * Landlock (Linux 5.13): no file is run, none is written or made outside the given directories.
 * seccomp (libseccomp): system calls that load, trace, mount or become something else fail with
 * EPERM.  Reading stays free: certificates, zones and the keys of a database lie anywhere.
 * Holds for the calling thread and all that it starts, for ever. */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct sandbox {
	bool landlock; /* what took hold */
	bool seccomp;
};

/* What this kernel has: the version of Landlock, 0 = none; whether it has seccomp. */
int sandbox_landlock_version(void);
bool sandbox_has_seccomp(void);
/* Enters it; may be written in: the directories of these paths ("x/y.db" names "x").  What the
 * kernel has not is left out: *ret_got says what holds.  ERR_IO: a directory cannot be opened,
 * or the kernel refused. */
MUST_CHECK enum err sandbox_enter(const char *const *paths, size_t n, struct sandbox *ret_got);

/* Leaves nothing but computing, memory, and reading and writing of what is open; all else fails
 * with EPERM.  A kernel without seccomp leaves it as it is.  ERR_IO: it refused. */
MUST_CHECK enum err sandbox_lock(void);

#endif
