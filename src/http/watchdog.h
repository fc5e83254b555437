/* watchdog - cuts connections that are too slow.
 *
 * libmicrohttpd's time-out counts from the last byte, so a client that sends one byte a second
 * is never cut; here every socket has one deadline, whatever it sends.  The same thread gives
 * the server its pulse (heartbeats of streams). */
#ifndef HTTP_WATCHDOG_H
#define HTTP_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

struct watchdog;

/* Starts the thread; beat(arg) is called every beat_seconds.  NULL when it cannot start. */
struct watchdog *watchdog_new(void (*beat)(void *arg), void *arg, int beat_seconds);
/* Ends the thread; no socket may be open any more.  NULL is fine. */
void watchdog_free(struct watchdog *w);
/* A socket was opened, and is cut after `seconds` unless told otherwise. */
void watchdog_open(struct watchdog *w, int fd, int seconds);
/* The socket is about to be closed. */
void watchdog_close(struct watchdog *w, int fd);
/* A new deadline from now on; 0: none (the server itself is at work). */
void watchdog_set(struct watchdog *w, int fd, int seconds);
/* How many connections were cut. */
int64_t watchdog_cuts(const struct watchdog *w);

#endif
