#include "service/live.h"

#include "service/relay.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct kept {
	struct audience to; /* its texts lie behind the event's */
	size_t n;
	char *text; /* as it goes out */
};

struct live {
	pthread_mutex_t lock; /* guards all below and all listeners */
	uint64_t first;	      /* number of the first event of this process */
	uint64_t next;	      /* number of the event to come; ring[next % LIVE_KEPT] */
	struct kept ring[LIVE_KEPT];
	struct listener *listeners;
	struct presences presences;
	void (*say)(void *arg, struct str text); /* to other processes; NULL: there are none */
	void *say_arg;
	bool closed;
};

struct listener {
	struct live *live;
	struct listener *next;
	struct live_who who;
	struct actor actor; /* its path is ours */
	char *path;
	uint64_t at; /* number of the next event to look at */
	struct live_waiter waiter;
	bool asleep;
	bool greeting; /* the first bytes are still to be sent */
	bool missed;   /* events are gone that it should have had */
	bool beat;
	bool over;
};

struct news *live_tell_some(struct ctx *cx, const struct audience *to, const char *event,
			    struct str data)
{
	struct news *n = ARENA_NEW(cx->arena, struct news);
	struct news **end = &cx->news;

	while (*end)
		end = &(*end)->next;
	*n = (struct news){.to = *to, .event = event, .data = data};
	*end = n;
	return n;
}

void live_tell(struct ctx *cx, int64_t user_id, const char *event, struct str data)
{
	struct audience to = audience_user(user_id);

	live_tell_some(cx, &to, event, data);
}

void live_tell_presence(struct ctx *cx, const struct audience *to, const struct presence *who)
{
	struct str data =
		str_fmt(cx->arena, "{\"record\":\"%s\",\"id\":\"%lld\",\"user_id\":\"%lld\"}",
			names_get(&presence_record_names, who->record), (long long)who->id,
			(long long)who->user_id);

	live_tell_some(cx, to, "presence", data)->who = who;
}

void live_end(struct ctx *cx, int64_t user_id)
{
	live_tell(cx, user_id, NULL, STR(""));
}

struct live *live_new(struct instant now)
{
	struct live *live = calloc(1, sizeof *live);

	if (!live)
		return NULL;
	pthread_mutex_init(&live->lock, NULL);
	live->first = live->next = (uint64_t)now.us;
	return live;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	for (size_t i = 0; i < LIVE_KEPT; i++)
		free(live->ring[i].text);
	pthread_mutex_destroy(&live->lock);
	free(live);
}

static void wake(struct listener *l)
{
	if (!l->asleep)
		return;
	l->asleep = false;
	l->waiter.wake(l->waiter.arg);
}

static struct str copy_to(char *p, struct str s)
{
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

/* Puts an event into the ring.  One that is too long, or for which there is no memory, becomes
 * a gap: it has a number and no text. */
static void keep(struct live *live, const struct news *n)
{
	const struct place *a = &n->to.places[0], *b = &n->to.places[1];
	struct kept *k = &live->ring[live->next % LIVE_KEPT];
	char text[LIVE_TEXT_MAX];
	int len = snprintf(text, sizeof text, "id: %llu\nevent: %s\ndata: %.*s\n\n",
			   (unsigned long long)live->next, n->event, STR_ARG(n->data));

	free(k->text);
	*k = (struct kept){.to = n->to};
	if (len > 0 && (size_t)len < sizeof text)
		k->text = malloc((size_t)len + a->path.n + b->path.n);
	if (k->text) {
		char *p = k->text + len;
		memcpy(k->text, text, (size_t)len);
		k->n = (size_t)len;
		k->to.places[0].path = copy_to(p, a->path);
		k->to.places[1].path = copy_to(p + a->path.n, b->path);
	}
	live->next++;
}

static void publish(struct live *live, const struct news *n)
{
	if (n->who && !presences_note(&live->presences, n->who))
		return;
	if (n->event)
		keep(live, n);
	for (struct listener *l = live->listeners; l; l = l->next) {
		if (!audience_has(&n->to, &l->actor))
			continue;
		l->over |= !n->event;
		wake(l);
	}
}

void live_publish(struct live *live, const struct news *news)
{
	if (!live || !news)
		return;
	pthread_mutex_lock(&live->lock);
	for (const struct news *n = news; n; n = n->next)
		publish(live, n);
	pthread_mutex_unlock(&live->lock);
	for (const struct news *n = news; live->say && n; n = n->next) {
		struct buf text = {0};
		if (!relay_write(n, &text))
			live->say(live->say_arg, buf_str(&text));
		buf_done(&text);
	}
}

void live_relay(struct live *live, void (*say)(void *arg, struct str text), void *arg)
{
	live->say = say;
	live->say_arg = arg;
}

void live_hear(struct live *live, struct str text)
{
	struct arena *a = arena_new();
	struct presence who;
	struct news n;

	if (a && !relay_read(a, text, &n, &who)) {
		pthread_mutex_lock(&live->lock);
		publish(live, &n);
		pthread_mutex_unlock(&live->lock);
	}
	arena_free(a);
}

void live_missed(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	for (struct listener *l = live->listeners; l; l = l->next) {
		l->missed = true;
		wake(l);
	}
	pthread_mutex_unlock(&live->lock);
}

size_t live_others(struct live *live, const struct presence *own, struct instant now,
		   struct presence *v, size_t max)
{
	if (!live)
		return 0;
	pthread_mutex_lock(&live->lock);
	size_t n = presences_at(&live->presences, (enum presence_record)own->record, own->id,
				own->user_id, now, v, max);
	pthread_mutex_unlock(&live->lock);
	return n;
}

void live_beat(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	for (struct listener *l = live->listeners; l; l = l->next) {
		l->beat = true;
		wake(l);
	}
	pthread_mutex_unlock(&live->lock);
}

void live_close(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	live->closed = true;
	for (struct listener *l = live->listeners; l; l = l->next)
		wake(l);
	pthread_mutex_unlock(&live->lock);
}

static uint64_t oldest(const struct live *live)
{
	return live->next - live->first > LIVE_KEPT ? live->next - LIVE_KEPT : live->first;
}

static void free_listener(struct listener *l)
{
	free(l->path);
	free(l);
}

static struct listener *new_listener(const struct actor *actor)
{
	struct listener *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->path = malloc(actor->department_path.n + 1);
	if (!l->path) {
		free(l);
		return NULL;
	}
	l->actor = *actor;
	l->actor.department_path = copy_to(l->path, actor->department_path);
	l->actor.name = STR("");
	return l;
}

enum err live_join(struct live *live, const struct live_who *who, const struct actor *actor,
		   uint64_t after, struct live_waiter waiter, struct listener **ret_listener)
{
	struct listener *l = new_listener(actor);
	int n = 0;

	if (!l)
		return ERR_BUSY;
	pthread_mutex_lock(&live->lock);
	for (const struct listener *o = live->listeners; o; o = o->next)
		n += o->who.user_id == who->user_id;
	if (n >= LIVE_PER_USER) {
		pthread_mutex_unlock(&live->lock);
		free_listener(l);
		return ERR_LIMIT;
	}
	l->live = live;
	l->who = *who;
	l->waiter = waiter;
	l->at = live->next;
	l->greeting = true;
	l->next = live->listeners;
	if (after && after + 1 >= oldest(live) && after < live->next)
		l->at = after + 1;
	else
		l->missed = after != 0;
	live->listeners = l;
	pthread_mutex_unlock(&live->lock);
	*ret_listener = l;
	return OK;
}

void live_leave(struct listener *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->live->lock);
	struct listener **p = &l->live->listeners;
	while (*p != l)
		p = &(*p)->next;
	*p = l->next;
	pthread_mutex_unlock(&l->live->lock);
	free_listener(l);
}

static size_t put(char *p, size_t n, const char *text)
{
	size_t len = strlen(text);
	memcpy(p + n, text, len);
	return n + len;
}

/* Copies whole events until there is no room for another. */
static size_t read_events(struct listener *l, char *p, size_t n, size_t max)
{
	struct live *live = l->live;

	if (l->at < oldest(live)) {
		l->missed = true;
		l->at = live->next;
	}
	if (l->missed && max - n > 64) {
		n = put(p, n, "event: reset\ndata: {}\n\n");
		l->missed = false;
	}
	for (; l->at < live->next; l->at++) {
		const struct kept *k = &live->ring[l->at % LIVE_KEPT];
		if (!k->text || !audience_has(&k->to, &l->actor))
			continue;
		if (max - n < k->n)
			break;
		memcpy(p + n, k->text, k->n);
		n += k->n;
	}
	return n;
}

ptrdiff_t live_read(struct listener *l, char *p, size_t max)
{
	size_t n = 0;

	pthread_mutex_lock(&l->live->lock);
	if (l->over || l->live->closed) {
		pthread_mutex_unlock(&l->live->lock);
		return -1;
	}
	if (l->greeting)
		n = put(p, n, "retry: 3000\n\n");
	else if (l->beat)
		n = put(p, n, ":\n\n");
	l->greeting = l->beat = false;
	n = read_events(l, p, n, max);
	if (n == 0) {
		l->asleep = true;
		l->waiter.sleep(l->waiter.arg);
	}
	pthread_mutex_unlock(&l->live->lock);
	return (ptrdiff_t)n;
}

int64_t live_count(struct live *live)
{
	int64_t n = 0;

	pthread_mutex_lock(&live->lock);
	for (const struct listener *l = live->listeners; l; l = l->next)
		n++;
	pthread_mutex_unlock(&live->lock);
	return n;
}

size_t live_who(struct live *live, struct live_who *v, size_t max)
{
	size_t n = 0;

	pthread_mutex_lock(&live->lock);
	for (const struct listener *l = live->listeners; l && n < max; l = l->next)
		v[n++] = l->who;
	pthread_mutex_unlock(&live->lock);
	return n;
}

static bool same_right(const struct live_who *a, const struct live_who *b)
{
	return a->user_id == b->user_id && a->session_id == b->session_id &&
	       a->token_id == b->token_id && a->rights == b->rights;
}

void live_cut(struct live *live, const struct live_who *who)
{
	pthread_mutex_lock(&live->lock);
	for (struct listener *l = live->listeners; l; l = l->next) {
		if (!same_right(&l->who, who))
			continue;
		l->over = true;
		wake(l);
	}
	pthread_mutex_unlock(&live->lock);
}
