#include "http/watchdog.h"

#include "sys/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { SOCKETS = 65536, TICK_MS = 250 };

struct watchdog {
	pthread_t thread;
	pthread_mutex_t lock; /* open against close: a number must not be cut after its close */
	pthread_cond_t stop;
	bool stopping;
	void (*beat)(void *arg);
	void *arg;
	int64_t beat_us;
	_Atomic int highest;
	_Atomic int64_t cuts;
	_Atomic int64_t deadline[SOCKETS]; /* monotonic microseconds; 0 = none */
};

static int64_t in_seconds(int seconds)
{
	return seconds ? clock_monotonic_us() + seconds * INT64_C(1000000) : 0;
}

static void cut_late(struct watchdog *w)
{
	int64_t now = clock_monotonic_us();
	int highest = atomic_load(&w->highest);

	for (int fd = 0; fd <= highest; fd++) {
		int64_t deadline = atomic_load_explicit(&w->deadline[fd], memory_order_relaxed);
		if (deadline == 0 || now < deadline)
			continue;
		shutdown(fd, SHUT_RDWR);
		atomic_store(&w->deadline[fd], 0);
		atomic_fetch_add(&w->cuts, 1);
	}
}

static void *run(void *arg)
{
	struct watchdog *w = arg;
	int64_t next_beat = clock_monotonic_us() + w->beat_us;
	struct timespec until;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TICK_MS * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_nsec -= 1000000000L;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&w->stop, &w->lock, &until);
		cut_late(w);
		if (clock_monotonic_us() < next_beat)
			continue;
		next_beat = clock_monotonic_us() + w->beat_us;
		pthread_mutex_unlock(&w->lock);
		w->beat(w->arg);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct watchdog *watchdog_new(void (*beat)(void *arg), void *arg, int beat_seconds)
{
	struct watchdog *w = calloc(1, sizeof *w);
	pthread_condattr_t monotonic;

	if (!w)
		return NULL;
	w->beat = beat;
	w->arg = arg;
	w->beat_us = beat_seconds * INT64_C(1000000);
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->stop, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&w->thread, NULL, run, w)) {
		free(w);
		return NULL;
	}
	return w;
}

void watchdog_free(struct watchdog *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->stop);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->stop);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void watchdog_open(struct watchdog *w, int fd, int seconds)
{
	if (fd < 0 || fd >= SOCKETS)
		return;
	pthread_mutex_lock(&w->lock);
	atomic_store(&w->deadline[fd], in_seconds(seconds));
	if (fd > atomic_load(&w->highest))
		atomic_store(&w->highest, fd);
	pthread_mutex_unlock(&w->lock);
}

void watchdog_close(struct watchdog *w, int fd)
{
	if (fd < 0 || fd >= SOCKETS)
		return;
	pthread_mutex_lock(&w->lock);
	atomic_store(&w->deadline[fd], 0);
	pthread_mutex_unlock(&w->lock);
}

void watchdog_set(struct watchdog *w, int fd, int seconds)
{
	if (fd >= 0 && fd < SOCKETS)
		atomic_store_explicit(&w->deadline[fd], in_seconds(seconds),
				      memory_order_relaxed);
}

int64_t watchdog_cuts(const struct watchdog *w)
{
	return atomic_load(&w->cuts);
}
