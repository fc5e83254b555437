#include "http/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct pool_job *first;
	struct pool_job **end;
	int queued;
	int queue_max;
	bool stopping;
	int n;
	pthread_t threads[];
};

static void *run(void *arg)
{
	struct pool *p = arg;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->first && !p->stopping)
			pthread_cond_wait(&p->work, &p->lock);
		struct pool_job *job = p->first;
		if (!job)
			break;
		p->first = job->next;
		if (!p->first)
			p->end = &p->first;
		p->queued--;
		pthread_mutex_unlock(&p->lock);
		job->fn(job);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_new(int n, int queue)
{
	struct pool *p = calloc(1, sizeof *p + (size_t)n * sizeof *p->threads);

	if (!p)
		return NULL;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	p->end = &p->first;
	p->queue_max = queue;
	for (; p->n < n; p->n++)
		if (pthread_create(&p->threads[p->n], NULL, run, p))
			break;
	if (p->n == 0) {
		pool_free(p);
		return NULL;
	}
	return p;
}

bool pool_submit(struct pool *p, struct pool_job *job)
{
	pthread_mutex_lock(&p->lock);
	bool room = p->queued < p->queue_max;
	if (room) {
		job->next = NULL;
		*p->end = job;
		p->end = &job->next;
		p->queued++;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
