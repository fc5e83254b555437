#include "store/line.h"

#include "store/pg.h"
#include "sys/log.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { AGAIN_MS = 1000 };

#define CHANNEL "genjin"

struct said {
	struct said *next;
	size_t n;
	char text[];
};

struct line {
	struct store *store;
	struct line_ears ears;
	PGconn *db; /* the thread's alone */
	bool had;   /* it has listened before */
	bool away;  /* which was said */
	int wake;   /* eventfd */
	pthread_t thread;
	pthread_mutex_t mutex; /* guards what follows */
	struct said *first, **last;
	size_t waiting;
	bool stop;
};

static void ring(const struct line *line)
{
	const uint64_t one = 1;

	if (write(line->wake, &one, sizeof one) < 0)
		log_event(LEVEL_DEBUG, "line.full", LOG_INT("fd", line->wake));
}

/* Everything that waits; the caller frees it. */
static struct said *take(struct line *line, bool *ret_stop)
{
	pthread_mutex_lock(&line->mutex);
	struct said *s = line->first;
	line->first = NULL;
	line->last = &line->first;
	line->waiting = 0;
	*ret_stop = line->stop;
	pthread_mutex_unlock(&line->mutex);
	return s;
}

static void hang_up(struct line *line)
{
	PQfinish(line->db);
	line->db = NULL;
}

static bool done(PGresult *r, ExecStatusType wanted)
{
	bool ok = PQresultStatus(r) == wanted;

	PQclear(r);
	return ok;
}

static bool call_up(struct line *line)
{
	line->db = pg_dial(line->store);
	if (!line->db || PQstatus(line->db) != CONNECTION_OK ||
	    !done(PQexec(line->db, "listen " CHANNEL), PGRES_COMMAND_OK)) {
		hang_up(line);
		return false;
	}
	if (line->had)
		line->ears.missed(line->ears.arg);
	line->had = true;
	return true;
}

/* Says all that waits, as far as there is a connection; frees it. */
static void say_all(struct line *line, struct said *s)
{
	while (s) {
		struct said *next = s->next;
		const char *const values[] = {s->text};
		if (line->db &&
		    !done(PQexecParams(line->db, "select pg_notify('" CHANNEL "', $1)", 1, NULL,
				       values, NULL, NULL, 0),
			  PGRES_TUPLES_OK))
			hang_up(line);
		free(s);
		s = next;
	}
}

static void hear_all(struct line *line)
{
	PGnotify *n;

	if (!line->db)
		return;
	if (!PQconsumeInput(line->db)) {
		hang_up(line);
		return;
	}
	while ((n = PQnotifies(line->db)) != NULL) {
		if (n->be_pid != PQbackendPID(line->db))
			line->ears.heard(line->ears.arg, str_of(n->extra));
		PQfreemem(n);
	}
}

static void wait_for_word(const struct line *line)
{
	struct pollfd fds[] = {{.fd = line->wake, .events = POLLIN},
			       {.fd = line->db ? PQsocket(line->db) : -1, .events = POLLIN}};
	uint64_t count;

	if (poll(fds, 2, line->db ? -1 : AGAIN_MS) > 0 && fds[0].revents &&
	    read(line->wake, &count, sizeof count) < 0)
		log_event(LEVEL_DEBUG, "line.empty", LOG_INT("fd", line->wake));
}

static void *talk(void *arg)
{
	struct line *line = arg;
	bool stop = false;

	while (!stop) {
		if (!line->db && !call_up(line) && !line->away)
			log_event(LEVEL_WARN, "line.away", LOG_INT("again_ms", AGAIN_MS));
		line->away = !line->db;
		struct said *s = take(line, &stop);
		say_all(line, s);
		hear_all(line);
		if (!stop)
			wait_for_word(line);
	}
	hang_up(line);
	return NULL;
}

static void free_line(struct line *line)
{
	bool stop;

	line->db = NULL;
	say_all(line, take(line, &stop));
	if (line->wake >= 0)
		close(line->wake);
	pthread_mutex_destroy(&line->mutex);
	free(line);
}

enum err line_open(struct store *s, struct line_ears ears, struct line **ret_line)
{
	*ret_line = NULL;
	if (s->driver->dialect != DIALECT_PG)
		return OK;
	struct line *line = calloc(1, sizeof *line);
	if (!line)
		return ERR_BUSY;
	line->store = s;
	line->ears = ears;
	line->last = &line->first;
	line->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&line->mutex, NULL);
	if (line->wake < 0 || pthread_create(&line->thread, NULL, talk, line)) {
		free_line(line);
		return ERR_BUSY;
	}
	*ret_line = line;
	return OK;
}

void line_say(struct line *line, struct str text)
{
	if (!line || text.n > LINE_TEXT_MAX)
		return;
	struct said *s = malloc(sizeof *s + text.n + 1);
	if (!s)
		return;
	*s = (struct said){.n = text.n};
	memcpy(s->text, text.p, text.n);
	s->text[text.n] = 0;
	pthread_mutex_lock(&line->mutex);
	if (line->waiting < LINE_WAITING_MAX) {
		*line->last = s;
		line->last = &s->next;
		line->waiting++;
		s = NULL;
	}
	pthread_mutex_unlock(&line->mutex);
	free(s);
	ring(line);
}

void line_close(struct line *line)
{
	if (!line)
		return;
	pthread_mutex_lock(&line->mutex);
	line->stop = true;
	pthread_mutex_unlock(&line->mutex);
	ring(line);
	pthread_join(line->thread, NULL);
	free_line(line);
}
