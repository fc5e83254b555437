#include "service/webhook_message.h"

#include "base/buf.h"

#include <sodium.h>

/* DingTalk mutes a robot for ten minutes that says more than it may; so do we. */
enum { DINGTALK_FAST = 130101, WECOM_FAST = 45009, FEISHU_FAST = 11232 };

static struct str base64(struct arena *a, const unsigned char *p, size_t n)
{
	size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);

	sodium_bin2base64(text, room, p, n, sodium_base64_VARIANT_ORIGINAL);
	return str_of(text);
}

/* HMAC-SHA256 in base64. */
static struct str sign(struct arena *a, struct str key, struct str text)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key.p, key.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&st, mac);
	return base64(a, mac, sizeof mac);
}

static struct str url_encode(struct arena *a, struct str s)
{
	struct str out = STR("");

	for (size_t i = 0; i < s.n; i++) {
		bool plain = (s.p[i] >= '0' && s.p[i] <= '9') ||
			     (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
			     (s.p[i] >= 'a' && s.p[i] <= 'z');
		out = str_fmt(a, plain ? "%.*s%c" : "%.*s%%%02X", STR_ARG(out),
			      (unsigned char)s.p[i]);
	}
	return out;
}

/* The key is TS + "\n" + secret, the text is empty: the other way round than DingTalk's. */
static void put_feishu_sign(struct arena *a, const struct webhook *w, struct instant now,
			    struct jw *out)
{
	struct str ts = str_fmt(a, "%lld", (long long)instant_s(now));

	jw_kstr(out, "timestamp", ts);
	jw_kstr(out, "sign",
		sign(a, str_fmt(a, "%.*s\n%.*s", STR_ARG(ts), STR_ARG(w->secret)), STR("")));
}

static struct str dingtalk_url(struct arena *a, const struct webhook *w, struct instant now)
{
	struct str ms = str_fmt(a, "%lld", (long long)(now.us / 1000));
	struct str text = str_fmt(a, "%.*s\n%.*s", STR_ARG(ms), STR_ARG(w->secret));

	return str_fmt(a, "%.*s%ctimestamp=%.*s&sign=%.*s", STR_ARG(w->url),
		       str_find(w->url, '?', 0) < 0 ? '?' : '&', STR_ARG(ms),
		       STR_ARG(url_encode(a, sign(a, w->secret, text))));
}

struct str webhook_mention_line(struct arena *a, enum webhook_kind kind,
				const struct webhook_mention *v, size_t n)
{
	struct str line = STR("");

	for (size_t i = 0; i < n; i++) {
		const char *gap = line.n ? " " : "";
		if (kind == WEBHOOK_DINGTALK)
			line = str_fmt(a, "%.*s%s@%.*s", STR_ARG(line), gap,
				       STR_ARG(v[i].chat_id.n ? v[i].chat_id : v[i].mobile));
		if (kind == WEBHOOK_FEISHU && v[i].chat_id.n)
			line = str_fmt(a, "%.*s%s<at user_id=\"%.*s\">%.*s</at>", STR_ARG(line),
				       gap, STR_ARG(v[i].chat_id), STR_ARG(v[i].name));
	}
	return line;
}

/* Those known by chat id, or those known by mobile number alone. */
static void put_people(struct jw *out, const char *key, const struct webhook_message *m,
		       bool by_id)
{
	jw_key(out, key);
	jw_arr(out);
	for (size_t i = 0; i < m->n_mentions; i++)
		if ((m->mentions[i].chat_id.n > 0) == by_id)
			jw_str(out, by_id ? m->mentions[i].chat_id : m->mentions[i].mobile);
	jw_end_arr(out);
}

static void put_wecom(struct jw *out, const struct webhook_message *m)
{
	jw_kcstr(out, "msgtype", "text");
	jw_key(out, "text");
	jw_obj(out);
	jw_kstr(out, "content", m->text);
	if (m->n_mentions) {
		put_people(out, "mentioned_list", m, true);
		put_people(out, "mentioned_mobile_list", m, false);
	}
	jw_end_obj(out);
}

static void put_at(struct jw *out, const struct webhook_message *m)
{
	jw_key(out, "at");
	jw_obj(out);
	put_people(out, "atUserIds", m, true);
	put_people(out, "atMobiles", m, false);
	jw_kbool(out, "isAtAll", false);
	jw_end_obj(out);
}

static void put_text(struct jw *out, const char *type, const char *object, const char *member,
		     struct str text)
{
	jw_kcstr(out, type, "text");
	jw_key(out, object);
	jw_obj(out);
	jw_kstr(out, member, text);
	jw_end_obj(out);
}

static void put_event(struct jw *out, const struct webhook_message *m)
{
	jw_kstr(out, "type", m->type);
	jw_ktime(out, "timestamp", m->at);
	jw_key(out, "data");
	jw_raw(out, m->data);
}

static struct str body_of(struct arena *a, const struct webhook *w,
			  const struct webhook_message *m, struct instant now)
{
	struct buf b = {0};
	struct jw out = {.buf = &b};

	jw_obj(&out);
	if (w->kind == WEBHOOK_FEISHU && w->secret.n)
		put_feishu_sign(a, w, now, &out);
	if (w->kind == WEBHOOK_FEISHU)
		put_text(&out, "msg_type", "content", "text", m->text);
	else if (w->kind == WEBHOOK_STANDARD)
		put_event(&out, m);
	else if (w->kind == WEBHOOK_WECOM)
		put_wecom(&out, m);
	else
		put_text(&out, "msgtype", "text", "content", m->text);
	if (w->kind == WEBHOOK_DINGTALK && m->n_mentions)
		put_at(&out, m);
	jw_end_obj(&out);
	return buf_keep(&b, a);
}

/* "v1,<base64>" of id.timestamp.body. */
static enum err standard_sign(struct arena *a, const struct webhook *w, struct str text,
			      struct str *ret_sign)
{
	struct str prefix = STR("whsec_");
	unsigned char key[256];
	size_t n = 0;

	if (!str_starts(w->secret, prefix) ||
	    sodium_base642bin(key, sizeof key, w->secret.p + prefix.n, w->secret.n - prefix.n,
			      NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL))
		return ERR_BUG;
	*ret_sign = str_fmt(a, "v1,%.*s",
			    STR_ARG(sign(a, (struct str){(const char *)key, n}, text)));
	sodium_memzero(key, sizeof key);
	return OK;
}

enum err webhook_request_make(struct arena *a, const struct webhook *w,
			      const struct webhook_message *m, struct instant now,
			      struct webhook_request *ret_request)
{
	struct str id = str_fmt(a, "msg_%lld", (long long)m->id);
	long long at = (long long)instant_s(now);
	struct webhook_request r = {.url = w->url, .body = body_of(a, w, m, now)};
	struct str signature;
	size_t n = 0;

	if (!r.body.n)
		return ERR_BUSY;
	r.headers[n++] = "Content-Type: application/json; charset=utf-8";
	r.headers[n++] = str_fmt(a, "webhook-id: %.*s", STR_ARG(id)).p;
	r.headers[n++] = str_fmt(a, "webhook-timestamp: %lld", at).p;
	if (w->kind == WEBHOOK_DINGTALK && w->secret.n)
		r.url = dingtalk_url(a, w, now);
	if (w->kind == WEBHOOK_STANDARD) {
		struct str text =
			str_fmt(a, "%.*s.%lld.%.*s", STR_ARG(id), at, STR_ARG(r.body));
		enum err e = standard_sign(a, w, text, &signature);
		if (e)
			return e;
		r.headers[n++] = str_fmt(a, "webhook-signature: %.*s", STR_ARG(signature)).p;
	}
	r.headers[n] = NULL;
	*ret_request = r;
	return OK;
}

size_t webhook_text_max(enum webhook_kind kind)
{
	return kind == WEBHOOK_WECOM ? 2048 : 4096;
}

/* The peer's word as one short line. */
static struct str shorten(struct arena *a, struct str s)
{
	char line[WEBHOOK_ERROR_MAX];
	size_t n = 0, i = 0, k;
	uint32_t cp;

	while (i < s.n && (k = utf8_next(s, i, &cp)) > 0 && n + k < sizeof line) {
		memcpy(line + n, cp < 32 || cp == 127 ? " " : s.p + i, k);
		n += k;
		i += k;
	}
	return str_dup(a, str_trim((struct str){line, n}));
}

/* The number and words of a robot's answer; false when it is none of its kind. */
static bool read_answer(struct arena *a, enum webhook_kind kind, struct str body,
			int64_t *ret_code, struct str *ret_words)
{
	struct fail f = {.arena = a, .within = STR("")};
	bool feishu = kind == WEBHOOK_FEISHU;
	json_t *doc;

	if (json_read(a, body, &f, &doc))
		return false;
	const json_t *code = json_object_get(doc, feishu ? "code" : "errcode");
	if (!code && feishu) /* as it answered before 2022 */
		code = json_object_get(doc, "StatusCode");
	if (!json_is_integer(code))
		return false;
	*ret_code = json_integer_value(code);
	*ret_words = json_get_text(doc, feishu ? "msg" : "errmsg");
	return true;
}

enum webhook_verdict webhook_answer(struct arena *a, enum webhook_kind kind, int status,
				    struct str body, struct str *ret_error)
{
	bool good = status >= 200 && status < 300;
	struct str words = STR("");
	int64_t code = 0;

	*ret_error = STR("");
	if (good && kind == WEBHOOK_STANDARD)
		return WEBHOOK_TAKEN;
	if (!good || !read_answer(a, kind, body, &code, &words)) {
		*ret_error = shorten(a, str_fmt(a, "HTTP %d %.*s", status, STR_ARG(body)));
		if (status == 410)
			return WEBHOOK_GONE;
		return status == 429 || status == 503 ? WEBHOOK_BUSY : WEBHOOK_REFUSED;
	}
	if (code == 0)
		return WEBHOOK_TAKEN;
	*ret_error = shorten(a, str_fmt(a, "%lld %.*s", (long long)code, STR_ARG(words)));
	return code == DINGTALK_FAST || code == WECOM_FAST || code == FEISHU_FAST
		       ? WEBHOOK_BUSY
		       : WEBHOOK_REFUSED;
}
