#include "domain/policy_diff.h"

struct changes {
	struct arena *arena;
	struct policy_field_change *v;
	size_t n, cap;
};

static void add(struct changes *c, struct str path, const json_t *was, const json_t *becomes)
{
	*ARENA_PUSH(c->arena, c->v, c->n, c->cap) =
		(struct policy_field_change){path, was, becomes};
}

static void compare(struct changes *c, struct str path, const json_t *was,
		    const json_t *becomes);

/* The members of two objects; either may be NULL. */
static void compare_members(struct changes *c, struct str path, const json_t *was,
			    const json_t *becomes)
{
	const char *key;
	json_t *v;

	json_object_foreach ((json_t *)(uintptr_t)was, key, v)
		compare(c, str_fmt(c->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "", key),
			v, json_object_get(becomes, key));
	json_object_foreach ((json_t *)(uintptr_t)becomes, key, v)
		if (!json_object_get(was, key))
			compare(c,
				str_fmt(c->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "",
					key),
				NULL, v);
}

static void compare(struct changes *c, struct str path, const json_t *was,
		    const json_t *becomes)
{
	bool objects = (!was || json_is_object(was)) && (!becomes || json_is_object(becomes));

	if (objects)
		compare_members(c, path, was, becomes);
	else if (!was || !becomes || !json_equal(was, becomes))
		add(c, path, was, becomes);
}

/* The place of a rule in a list, or -1. */
static int place_of(const json_t *rules, struct str id)
{
	for (size_t i = 0; i < json_array_size(rules); i++)
		if (str_eq(json_get_text(json_array_get(rules, i), "id"), id))
			return (int)i;
	return -1;
}

/* Marks the rules of the new list that keep their order: a longest run of growing old places;
 * the others have moved. */
static void mark_kept(struct arena *a, const int *old_place, size_t n, bool *ret_kept)
{
	size_t *length = ARENA_ARRAY(a, n, size_t);
	int *before = ARENA_ARRAY(a, n, int);
	int best = -1;

	for (size_t i = 0; i < n; i++) {
		before[i] = -1;
		length[i] = old_place[i] >= 0;
		for (size_t k = 0; old_place[i] >= 0 && k < i; k++)
			if (old_place[k] >= 0 && old_place[k] < old_place[i] &&
			    length[k] + 1 > length[i]) {
				length[i] = length[k] + 1;
				before[i] = (int)k;
			}
		if (old_place[i] >= 0 && (best < 0 || length[i] > length[best]))
			best = (int)i;
	}
	for (; best >= 0; best = before[best])
		ret_kept[best] = true;
}

static void drop(void *v)
{
	json_decref(v);
}

static const json_t *number(struct arena *a, int64_t n)
{
	json_t *v = json_integer(n);

	arena_defer(a, drop, v);
	return v;
}

struct rule_changes {
	struct policy_rule_change *v;
	size_t n, cap;
};

static void add_rule(struct arena *a, struct rule_changes *out, struct str id,
		     enum policy_change change, const struct changes *c)
{
	if (c->n)
		*ARENA_PUSH(a, out->v, out->n, out->cap) =
			(struct policy_rule_change){id, change, c->v, c->n};
}

/* A rule of the new list. */
static void look_at(struct arena *a, const json_t *was, const json_t *rule, size_t place,
		    int old_place, bool kept, struct rule_changes *out)
{
	struct str id = json_get_text(rule, "id");
	struct changes c = {.arena = a};

	if (old_place < 0) {
		compare_members(&c, STR(""), NULL, rule);
		add_rule(a, out, id, CHANGE_ADDED, &c);
		return;
	}
	compare_members(&c, STR(""), json_array_get(was, (size_t)old_place), rule);
	enum policy_change change = c.n ? CHANGE_CHANGED : CHANGE_MOVED;
	if (!kept)
		add(&c, STR("position"), number(a, old_place + 1),
		    number(a, (int64_t)place + 1));
	add_rule(a, out, id, change, &c);
}

static void compare_rules(struct arena *a, const json_t *was, const json_t *becomes,
			  struct rule_changes *out)
{
	size_t n = json_array_size(becomes);
	int *old_place = ARENA_ARRAY(a, n, int);
	bool *kept = ARENA_ARRAY(a, n, bool);

	for (size_t i = 0; i < n; i++)
		old_place[i] = place_of(was, json_get_text(json_array_get(becomes, i), "id"));
	mark_kept(a, old_place, n, kept);
	for (size_t i = 0; i < n; i++)
		look_at(a, was, json_array_get(becomes, i), i, old_place[i], kept[i], out);
	for (size_t i = 0; i < json_array_size(was); i++) {
		const json_t *rule = json_array_get(was, i);
		struct changes c = {.arena = a};
		if (place_of(becomes, json_get_text(rule, "id")) >= 0)
			continue;
		compare_members(&c, STR(""), rule, NULL);
		add_rule(a, out, json_get_text(rule, "id"), CHANGE_REMOVED, &c);
	}
}

void policy_diff(struct arena *a, const json_t *was, const json_t *becomes,
		 struct policy_diff *ret_diff)
{
	struct changes all = {.arena = a}, c = {.arena = a};
	struct rule_changes rules = {0};

	compare_rules(a, json_object_get(was, "rules"), json_object_get(becomes, "rules"),
		      &rules);
	compare_members(&all, STR(""), was, becomes);
	for (size_t i = 0; i < all.n; i++)
		if (!str_is(all.v[i].path, "rules") && !str_is(all.v[i].path, "examples"))
			add(&c, all.v[i].path, all.v[i].was, all.v[i].becomes);
	*ret_diff = (struct policy_diff){rules.v, rules.n, c.v, c.n};
}

const char *policy_change_name(enum policy_change c)
{
	static const char *const names[] = {"added", "removed", "changed", "moved"};

	return names[c];
}

static void encode_fields(struct jw *w, const struct policy_field_change *v, size_t n)
{
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		jw_obj(w);
		jw_kstr(w, "path", v[i].path);
		if (v[i].was) {
			jw_key(w, "was");
			jw_json(w, v[i].was);
		}
		if (v[i].becomes) {
			jw_key(w, "becomes");
			jw_json(w, v[i].becomes);
		}
		jw_end_obj(w);
	}
	jw_end_arr(w);
}

void policy_diff_encode(struct jw *w, const struct policy_diff *diff)
{
	jw_obj(w);
	jw_key(w, "rules");
	jw_arr(w);
	for (size_t i = 0; i < diff->n_rules; i++) {
		jw_obj(w);
		jw_kstr(w, "id", diff->rules[i].id);
		jw_kcstr(w, "change", policy_change_name(diff->rules[i].change));
		jw_key(w, "fields");
		encode_fields(w, diff->rules[i].v, diff->rules[i].n);
		jw_end_obj(w);
	}
	jw_end_arr(w);
	jw_key(w, "defaults");
	encode_fields(w, diff->v, diff->n);
	jw_end_obj(w);
}
