/* Any bytes as sender, recipient, subject and text of a mail, a line each: an address with
 * anything strange is refused, and the head that is made has our lines and no others. */
#include "fuzz.h"

#include "sched/mail.h"

/* Every line of the head begins with one of our names, or goes on with a blank. */
static void check_head(struct str mail)
{
	static const char *const names[] = {
		"From: ",
		"To: ",
		"Subject: ",
		"Date: ",
		"Message-ID: ",
		"X-Dedupe-Id: ",
		"Auto-Submitted: ",
		"MIME-Version: ",
		"Content-Type: ",
		"Content-Transfer-Encoding: ",
		" ",
	};
	struct str line;
	int lines = 0;

	while (str_split(&mail, '\n', &line) && !str_is(line, "\r")) {
		bool ours = false;
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			ours |= str_starts(line, str_of(names[i]));
		fuzz_must(ours && line.n && line.p[line.n - 1] == '\r');
		lines += line.p[0] != ' ';
	}
	fuzz_must(lines == 10);
	for (size_t i = 0; i < mail.n; i++) /* base64 */
		fuzz_must((unsigned char)mail.p[i] < 128);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = fuzz_text(data, size);
	struct mail_message m = {.id = STR("1"), .date = instant_of_s(1772593200)};
	struct buf b = {0};

	if (!str_split(&rest, '\n', &m.from) || !str_split(&rest, '\n', &m.to) ||
	    !str_split(&rest, '\n', &m.subject))
		return 0;
	m.body = rest.p ? rest : STR("");
	if (mail_address_ok(m.from) && mail_address_ok(m.to)) {
		mail_format(&b, &m);
		if (buf_ok(&b))
			check_head(buf_str(&b));
	}
	buf_done(&b);
	return 0;
}
