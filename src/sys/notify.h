/* notify - tells the supervisor that started us how it goes (sd_notify(3), without its
 * library). */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

/* Sends "READY=1", "STOPPING=1", "WATCHDOG=1" to the socket of NOTIFY_SOCKET; nothing without
 * one, and nothing when nobody listens. */
void notify_supervisor(const char *state);

#endif
