/* metrics - counters of the running server, as Prometheus reads them. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "base/buf.h"
#include "store/store.h"
#include "sys/cage.h"

enum { METRIC_BUCKETS = 12 };

/* Counted by all HTTP threads at once. */
struct metrics {
	_Atomic int64_t requests[6]; /* by class of status, [2] = 2xx; [0]: no reply was sent */
	_Atomic int64_t in_flight;
	_Atomic int64_t streams;
	_Atomic int64_t connections;
	_Atomic int64_t duration_us;
	_Atomic int64_t bucket[METRIC_BUCKETS + 1]; /* of durations; the last is the rest */
};

/* Counts a request that is over. */
void metrics_count(struct metrics *m, int status, int64_t us);
/* Writes everything in the text format 0.0.4. */
void metrics_write(const struct metrics *m, const struct store_stats *store,
		   const struct cage_state *reader, int64_t cuts, struct buf *b);

#endif
