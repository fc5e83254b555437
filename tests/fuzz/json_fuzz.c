/* Any bytes as a request's body: refused, or a record whose own JSON is read again to the same
 * record. */
#include "fuzz.h"

#include "base/json.h"
#include "domain/customer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct customer c;
	struct buf out = {0};
	struct jw w = {.buf = &out};
	uint64_t set;
	json_t *v;

	if (!a)
		return 0;
	if (!json_read(a, fuzz_text(data, size), &f, &v) && json_is_object(v)) {
		fields_clear(&customer_fields, &c);
		if (!fields_decode(&customer_fields, a, v, F_EDIT, &c, &set, &f)) {
			jw_obj(&w);
			fields_encode(&w, &customer_fields, &c, ~0U);
			jw_end_obj(&w);
			fuzz_must(!json_read(a, buf_str(&out), &f, &v));
		} else {
			fuzz_must(f.n > 0); /* a refusal says why */
		}
	}
	buf_done(&out);
	arena_free(a);
	return 0;
}
