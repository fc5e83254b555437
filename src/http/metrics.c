#include "http/metrics.h"

#include <stdatomic.h>

/* Upper bounds in microseconds. */
static const int64_t bounds[METRIC_BUCKETS] = {100,   250,   500,    1000,   2500,    5000,
					       10000, 25000, 100000, 250000, 1000000, 5000000};

void metrics_count(struct metrics *m, int status, int64_t us)
{
	int class = status >= 100 && status < 600 ? status / 100 : 0;
	int i = 0;

	while (i < METRIC_BUCKETS && us > bounds[i])
		i++;
	atomic_fetch_add_explicit(&m->requests[class], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->duration_us, us, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->bucket[i], 1, memory_order_relaxed);
}

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void single(struct buf *b, const char *name, const char *type, const char *help,
		   int64_t value)
{
	head(b, name, type, help);
	buf_printf(b, "%s %lld\n", name, (long long)value);
}

static void durations(const struct metrics *m, struct buf *b)
{
	int64_t n = 0;

	head(b, "genjin_http_request_seconds", "histogram", "Time from head to reply.");
	for (int i = 0; i < METRIC_BUCKETS; i++) {
		n += atomic_load_explicit(&m->bucket[i], memory_order_relaxed);
		buf_printf(b, "genjin_http_request_seconds_bucket{le=\"%g\"} %lld\n",
			   (double)bounds[i] / 1e6, (long long)n);
	}
	n += atomic_load_explicit(&m->bucket[METRIC_BUCKETS], memory_order_relaxed);
	buf_printf(b, "genjin_http_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)n);
	buf_printf(b, "genjin_http_request_seconds_sum %.6f\n", (double)m->duration_us / 1e6);
	buf_printf(b, "genjin_http_request_seconds_count %lld\n", (long long)n);
}

void metrics_write(const struct metrics *m, const struct store_stats *store,
		   const struct cage_state *reader, int64_t cuts, struct buf *b)
{
	head(b, "genjin_http_requests_total", "counter", "Requests by class of status.");
	for (int i = 0; i < 6; i++)
		buf_printf(b, "genjin_http_requests_total{status=\"%s\"} %lld\n",
			   (const char *[]){"none", "1xx", "2xx", "3xx", "4xx", "5xx"}[i],
			   (long long)m->requests[i]);
	durations(m, b);
	single(b, "genjin_http_in_flight", "gauge", "Requests under way.", m->in_flight);
	single(b, "genjin_http_connections", "gauge", "Open connections.", m->connections);
	single(b, "genjin_http_streams", "gauge", "Open event streams.", m->streams);
	single(b, "genjin_http_cut_total", "counter", "Connections cut for being slow.", cuts);
	single(b, "genjin_store_commits_total", "counter", "Commits.", store->commits);
	single(b, "genjin_store_transactions_total", "counter", "Write transactions.",
	       store->transactions);
	single(b, "genjin_store_retries_total", "counter", "Transactions run again.",
	       store->retries);
	single(b, "genjin_import_reader_up", "gauge", "Files of imports can be read.",
	       !reader->gone);
	single(b, "genjin_import_reader_renewed_total", "counter",
	       "Readers of imports that were made anew.", reader->renewed);
}
