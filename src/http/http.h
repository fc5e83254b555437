/* http - the HTTP server: what app/ starts and stops.
 *
 * libmicrohttpd does the sockets and the parsing; this floor adds what it lacks (strict
 * framing, deadlines for slow clients, limits), routes requests to use cases and makes their
 * results replies.  Speaks plain HTTP/1.1; TLS is the reverse proxy's. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "service/ctx.h"

struct http;

struct http_options {
	struct home *home;   /* must outlive the server */
	struct str address;  /* to listen on, "127.0.0.1", "::1" */
	int port;	     /* 0: any free one */
	int threads;	     /* 0: one a core */
	int connections;     /* at most; 0 = 10,000 */
	struct str base_url; /* as browsers see it, "https://crm.example"; "" = by Host */
	struct str proxies;  /* addresses whose X-Forwarded-For is believed, "10.0.0.1 ::1" */
	bool access_log;     /* a line a request */
	int connections_per_address; /* at most, but for loopback and proxies; 0 = any number */
	int per_address;	     /* requests of one address at once; 0 = any number */
	int per_user;		     /* and of one user */
	int header_seconds;	     /* a request's head must be complete by then; 0 = 10 */
};

/* Starts to listen.  ERR_IO: the address cannot be used; f says why.  Gives the server. */
MUST_CHECK enum err http_start(const struct http_options *options, struct fail *f,
			       struct http **ret_http);
/* The port that it listens on. */
int http_port(const struct http *http);
/* Stops gently: no new connections, requests under way are answered (10 s at most), streams
 * end; then frees everything.  NULL is fine. */
void http_stop(struct http *http);

#endif
