/* Any bytes as a response standard: refused with the places of the faults, or one that can be
 * asked about any kind of deadline and checked. */
#include "fuzz.h"

#include "base/json.h"
#include "domain/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct fail f = {.arena = a};
	struct match m = {0};
	struct policy p;
	json_t *v;

	if (!a)
		return 0;
	if (!json_read(a, fuzz_text(data, size), &f, &v)) {
		if (policy_parse(a, v, &f, &p))
			fuzz_must(f.n > 0);
		else
			for (int kind = 0; kind < (int)deadline_kind_names.n; kind++)
				(void)policy_rule(&p, &m, (enum deadline_kind)kind);
	}
	arena_free(a);
	return 0;
}
