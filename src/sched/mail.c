#include "sched/mail.h"

#include <curl/curl.h>
#include <stdlib.h>

enum { CONNECT_S = 10, SEND_S = 60, BASE64_LINE = 57 };

struct mailer {
	CURL *curl;
	struct mail_options options;
	char reason[CURL_ERROR_SIZE];
};

static void put_base64(struct buf *b, struct str s)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		size_t left = s.n - i;
		uint32_t v = (uint32_t)(unsigned char)s.p[i] << 16;
		if (left > 1)
			v |= (uint32_t)(unsigned char)s.p[i + 1] << 8;
		if (left > 2)
			v |= (unsigned char)s.p[i + 2];
		buf_putc(b, digits[v >> 18]);
		buf_putc(b, digits[v >> 12 & 63]);
		buf_putc(b, left > 1 ? digits[v >> 6 & 63] : '=');
		buf_putc(b, left > 2 ? digits[v & 63] : '=');
	}
}

/* Encoded words of at most 75 characters that do not cut a character (RFC 2047, 2). */
static void put_subject(struct buf *b, struct str s)
{
	size_t i = 0;
	while (i < s.n) {
		size_t n = 0, k;
		uint32_t cp;
		while (i + n < s.n && (k = utf8_next(s, i + n, &cp)) > 0 && n + k <= 42)
			n += k;
		if (n == 0)
			n = 1;
		buf_puts(b, i ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		put_base64(b, str_slice(s, i, i + n));
		buf_puts(b, "?=");
		i += n;
	}
}

static void put_date(struct buf *b, struct instant t)
{
	char text[32];

	instant_format_mail(t, text);
	buf_printf(b, "%s +0000", text);
}

static struct str domain_of(struct str address)
{
	ptrdiff_t at = str_find(address, '@', 0);
	return at < 0 ? STR("localhost") : str_slice(address, (size_t)at + 1, address.n);
}

void mail_format(struct buf *b, const struct mail_message *m)
{
	buf_printf(b, "From: <%.*s>\r\nTo: <%.*s>\r\nSubject: ", STR_ARG(m->from),
		   STR_ARG(m->to));
	put_subject(b, m->subject);
	buf_puts(b, "\r\nDate: ");
	put_date(b, m->date);
	buf_printf(b, "\r\nMessage-ID: <%.*s@%.*s>\r\nX-Dedupe-Id: %.*s\r\n", STR_ARG(m->id),
		   STR_ARG(domain_of(m->from)), STR_ARG(m->id));
	buf_puts(b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\n");
	for (size_t i = 0; i < m->body.n; i += BASE64_LINE) {
		put_base64(b, str_slice(m->body, i, i + BASE64_LINE));
		buf_puts(b, "\r\n");
	}
}

struct mailer *mailer_new(const struct mail_options *options)
{
	struct mailer *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	m->options = *options;
	m->curl = curl_easy_init();
	if (!m->curl) {
		free(m);
		return NULL;
	}
	return m;
}

void mailer_free(struct mailer *m)
{
	if (!m)
		return;
	curl_easy_cleanup(m->curl);
	free(m);
}

struct upload {
	struct str text;
	size_t done;
};

static size_t read_upload(char *to, size_t size, size_t n, void *arg)
{
	struct upload *u = arg;
	size_t k = u->text.n - u->done;
	if (k > size * n)
		k = size * n;
	memcpy(to, u->text.p + u->done, k);
	u->done += k;
	return k;
}

bool mail_address_ok(struct str address)
{
	for (size_t i = 0; i < address.n; i++)
		if ((unsigned char)address.p[i] <= 32 || strchr("<>", address.p[i]))
			return false;
	return address.n > 0;
}

/* What every conversation with the server needs. */
static void set_server(struct mailer *m, struct arena *a)
{
	CURL *c = m->curl;

	curl_easy_reset(c); /* keeps the connection */
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, m->reason);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_URL, str_dup(a, m->options.url).p);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SEND_S);
	curl_easy_setopt(c, CURLOPT_USE_SSL,
			 (long)(m->options.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	if (m->options.user.n) {
		curl_easy_setopt(c, CURLOPT_USERNAME, str_dup(a, m->options.user).p);
		curl_easy_setopt(c, CURLOPT_PASSWORD, str_dup(a, m->options.password).p);
	}
}

static CURLcode perform(struct mailer *m, struct arena *a, const struct mail_message *msg,
			struct upload *u)
{
	struct curl_slist *to =
		curl_slist_append(NULL, str_fmt(a, "<%.*s>", STR_ARG(msg->to)).p);
	CURL *c = m->curl;

	set_server(m, a);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_fmt(a, "<%.*s>", STR_ARG(msg->from)).p);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, read_upload);
	curl_easy_setopt(c, CURLOPT_READDATA, u);
	CURLcode code = to ? curl_easy_perform(c) : CURLE_OUT_OF_MEMORY;
	curl_slist_free_all(to);
	return code;
}

/* The server's last reply, such as 451, without its words, and what libcurl makes of it. */
static struct str reason(struct mailer *m, struct arena *a, CURLcode code)
{
	long reply = 0;

	curl_easy_getinfo(m->curl, CURLINFO_RESPONSE_CODE, &reply);
	return str_fmt(a, "%.0ld%s%s", reply, reply ? " " : "",
		       m->reason[0] ? m->reason : curl_easy_strerror(code));
}

enum err mailer_send(struct mailer *m, struct arena *a, const struct mail_message *msg,
		     struct str *ret_error)
{
	struct buf b = {0};
	struct upload u = {0};

	*ret_error = STR("");
	if (!mail_address_ok(msg->from) || !mail_address_ok(msg->to)) {
		*ret_error = STR("bad address");
		return ERR_INPUT;
	}
	mail_format(&b, msg);
	u.text = buf_str(&b);
	m->reason[0] = 0;
	CURLcode code = buf_ok(&b) ? perform(m, a, msg, &u) : CURLE_OUT_OF_MEMORY;
	buf_done(&b);
	if (code == CURLE_OK)
		return OK;
	*ret_error = reason(m, a, code);
	return ERR_IO;
}

enum err mailer_probe(struct mailer *m, struct arena *a, struct str *ret_error)
{
	set_server(m, a);
	m->reason[0] = 0;
	curl_easy_setopt(m->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	curl_easy_setopt(m->curl, CURLOPT_NOBODY, 1L); /* its answer is not printed */
	CURLcode code = curl_easy_perform(m->curl);
	*ret_error = code == CURLE_OK ? STR("") : reason(m, a, code);
	return code == CURLE_OK ? OK : ERR_IO;
}
