#include "sys/outgoing.h"

#include "base/buf.h"
#include "sys/clock.h"
#include "sys/outgoing_rules.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>

enum { ADDRESSES = 16, LOST_MAX = 8, HEADERS_MAX = 16 };

/* A question to the resolver.  One that takes too long cannot be taken back: it is kept until
 * it has ended. */
struct lookup {
	struct gaicb cb;
	struct addrinfo hints;
	char name[256];
};

struct outgoing {
	const struct outgoing_rules *rules;
	struct lookup *lost[LOST_MAX];
};

/* One request under way. */
struct sending {
	struct outgoing *o;
	struct arena *arena;
	struct outgoing_target to;
	struct address addresses[ADDRESSES];
	size_t n;
	int64_t ends_us; /* monotonic */
	struct buf body;
	struct outgoing_answer *answer;
};

static enum err refuse(struct sending *s, enum err e, struct str why)
{
	s->answer->error = why;
	return e;
}

static int64_t left_ms(const struct sending *s)
{
	int64_t ms = (s->ends_us - clock_monotonic_us()) / 1000;

	return ms > 1 ? ms : 1;
}

/* ---- the resolver ---- */

static void lookup_free(struct lookup *l)
{
	if (l && l->cb.ar_result)
		freeaddrinfo(l->cb.ar_result);
	free(l);
}

/* Frees what has ended by now; a place for the next one, or NULL. */
static struct lookup **room_for_lost(struct outgoing *o)
{
	struct lookup **room = NULL;

	for (size_t i = 0; i < LOST_MAX; i++) {
		if (o->lost[i] && gai_error(&o->lost[i]->cb) != EAI_INPROGRESS) {
			lookup_free(o->lost[i]);
			o->lost[i] = NULL;
		}
		if (!o->lost[i])
			room = &o->lost[i];
	}
	return room;
}

/* Waits until the question is answered or time is over. */
static int wait_for(struct sending *s, struct lookup *l)
{
	const struct gaicb *list[] = {&l->cb};
	int rc = gai_error(&l->cb);

	while (rc == EAI_INPROGRESS && clock_monotonic_us() < s->ends_us) {
		int64_t ms = left_ms(s);
		const struct timespec t = {ms / 1000, ms % 1000 * 1000000};
		gai_suspend(list, 1, &t);
		rc = gai_error(&l->cb);
	}
	return rc;
}

static enum err keep_addresses(struct sending *s, const struct addrinfo *list)
{
	for (const struct addrinfo *i = list; i; i = i->ai_next)
		if (s->n < ADDRESSES && address_of(i->ai_addr, &s->addresses[s->n]))
			s->n++;
	return s->n ? OK : refuse(s, ERR_IO, STR("the name has no address"));
}

static enum err look_up(struct sending *s)
{
	struct lookup **lost = room_for_lost(s->o);
	struct lookup *l = lost ? calloc(1, sizeof *l) : NULL;

	if (!l)
		return refuse(s, ERR_IO, STR("the resolver is busy"));
	memcpy(l->name, s->to.host.p, s->to.host.n); /* at most 253 */
	l->hints.ai_socktype = SOCK_STREAM;
	l->cb.ar_name = l->name;
	l->cb.ar_request = &l->hints;
	struct gaicb *list[] = {&l->cb};
	int rc = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	if (!rc)
		rc = wait_for(s, l);
	if (rc == EAI_INPROGRESS && gai_cancel(&l->cb) == EAI_NOTCANCELED) {
		*lost = l;
		return refuse(s, ERR_IO, STR("the name was not resolved in time"));
	}
	enum err e = rc ? refuse(s, ERR_IO, str_of(gai_strerror(rc)))
			: keep_addresses(s, l->cb.ar_result);
	lookup_free(l);
	return e;
}

/* Finds all addresses of the target; each of them must be permitted. */
static enum err resolve(struct sending *s)
{
	enum err e = OK;

	if (s->to.literal)
		s->n = address_parse(s->to.host, &s->addresses[0]);
	else
		e = look_up(s);
	for (size_t i = 0; !e && i < s->n; i++) {
		const struct address *a = &s->addresses[i];
		if (!outgoing_permits(s->o->rules, s->to.host, s->to.port, a))
			e = refuse(s, ERR_DENIED,
				   str_fmt(s->arena, "refused: %.*s port %d is not public",
					   STR_ARG(address_format(s->arena, a)), s->to.port));
	}
	return e;
}

/* ---- the connection ---- */

/* Only to an address that was judged: whatever libcurl believes the name to mean. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	const struct sending *s = arg;
	struct address a;

	(void)purpose;
	if (!address_of(&to->addr, &a))
		return CURL_SOCKET_BAD;
	for (size_t i = 0; i < s->n; i++)
		if (memcmp(&a, &s->addresses[i], sizeof a) == 0)
			return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	return CURL_SOCKET_BAD;
}

/* Takes what comes as far as there is room; less than it was given ends the transfer. */
static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct sending *s = arg;
	size_t room = OUTGOING_ANSWER_MAX - s->body.n, got = size * n;

	s->answer->cut = got > room;
	buf_put(&s->body, p, s->answer->cut ? room : got);
	return s->answer->cut || !buf_ok(&s->body) ? 0 : got;
}

/* "host:port:address,address", by which libcurl asks no resolver. */
static struct curl_slist *addresses_of(struct sending *s)
{
	struct str line = str_fmt(s->arena, "%.*s:%d:", STR_ARG(s->to.host), s->to.port);

	for (size_t i = 0; i < s->n; i++) {
		struct str a = address_format(s->arena, &s->addresses[i]);
		bool v6 = str_find(a, ':', 0) >= 0;
		line = str_fmt(s->arena, "%.*s%s%s%.*s%s", STR_ARG(line), i ? "," : "",
			       v6 ? "[" : "", STR_ARG(a), v6 ? "]" : "");
	}
	return curl_slist_append(NULL, line.p);
}

static struct str url_of(struct sending *s)
{
	const struct outgoing_target *t = &s->to;
	bool v6 = str_find(t->host, ':', 0) >= 0;

	return str_fmt(s->arena, "%s://%s%.*s%s:%d%.*s", t->tls ? "https" : "http",
		       v6 ? "[" : "", STR_ARG(t->host), v6 ? "]" : "", t->port,
		       STR_ARG(t->path));
}

static void set_limits(CURL *c, struct sending *s)
{
	struct str ca = s->o->rules ? s->o->rules->authorities : STR("");

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, ""); /* nor one of the environment */
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca.n) /* the system's folder is looked at all the same */
		curl_easy_setopt(c, CURLOPT_CAINFO, str_dup(s->arena, ca).p);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)left_ms(s));
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)left_ms(s));
	curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, s);
}

static struct curl_slist *headers_of(const struct outgoing_request *req)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; list && i < HEADERS_MAX && req->headers && req->headers[i]; i++) {
		struct curl_slist *more = curl_slist_append(list, req->headers[i]);
		if (!more) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

static enum err conclude(CURL *c, struct sending *s, CURLcode code, const char *reason)
{
	long status = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	s->answer->status = (int)status;
	s->answer->body = str_dup(s->arena, buf_str(&s->body));
	if (code == CURLE_OK || (s->answer->cut && code == CURLE_WRITE_ERROR))
		return OK;
	s->answer->status = 0;
	return refuse(s, ERR_IO,
		      str_dup(s->arena, str_of(*reason ? reason : curl_easy_strerror(code))));
}

static enum err perform(CURL *c, struct sending *s, const struct outgoing_request *req)
{
	struct curl_slist *addresses = addresses_of(s), *headers = headers_of(req);
	char reason[CURL_ERROR_SIZE] = "";
	CURLcode code = addresses && headers ? CURLE_OK : CURLE_OUT_OF_MEMORY;

	set_limits(c, s);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, reason);
	curl_easy_setopt(c, CURLOPT_URL, url_of(s).p);
	curl_easy_setopt(c, CURLOPT_RESOLVE, addresses);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "Genjin");
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)req->body.n);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, req->body.n ? req->body.p : "");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, s);
	if (!code)
		code = curl_easy_perform(c);
	enum err e = conclude(c, s, code, reason);
	curl_slist_free_all(addresses);
	curl_slist_free_all(headers);
	return e;
}

struct outgoing *outgoing_new(const struct outgoing_rules *rules)
{
	struct outgoing *o = calloc(1, sizeof *o);

	if (o)
		o->rules = rules;
	return o;
}

void outgoing_free(struct outgoing *o)
{
	for (size_t i = 0; o && i < LOST_MAX; i++) {
		const struct gaicb *list[] = {o->lost[i] ? &o->lost[i]->cb : NULL};
		while (o->lost[i] && gai_error(&o->lost[i]->cb) == EAI_INPROGRESS)
			gai_suspend(list, 1, NULL);
		lookup_free(o->lost[i]);
	}
	free(o);
}

enum err outgoing_post(struct outgoing *o, struct arena *a, const struct outgoing_request *req,
		       struct outgoing_answer *ret_answer)
{
	int64_t limit_ms = req->limit_ms ? req->limit_ms : OUTGOING_LIMIT_MS;
	struct sending s = {.o = o, .arena = a, .answer = ret_answer};
	struct fail f = {.arena = a, .within = STR("")};

	*ret_answer = (struct outgoing_answer){.body = STR(""), .error = STR("")};
	s.ends_us = clock_monotonic_us() + limit_ms * 1000;
	if (outgoing_judge(o->rules, a, req->url, "url", &f, &s.to))
		return refuse(&s, ERR_DENIED, str_fmt(a, "refused: %s", fail_code(&f)));
	enum err e = resolve(&s);
	if (e)
		return e;
	CURL *c = curl_easy_init();
	if (!c)
		return refuse(&s, ERR_IO, STR("out of memory"));
	e = perform(c, &s, req);
	curl_easy_cleanup(c);
	buf_done(&s.body);
	return e;
}
