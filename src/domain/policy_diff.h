/* policy_diff - how one response standard differs from another, rule by rule.
 *
 * Works on the documents, so that what people wrote is compared and not what it was parsed
 * into.  Rules are the same when their ids are; the page, the command line and reports all
 * show what is written here.  Examples are no terms and are left out. */
#ifndef DOMAIN_POLICY_DIFF_H
#define DOMAIN_POLICY_DIFF_H

#include "base/json.h"

enum policy_change { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED, CHANGE_MOVED };

/* A value that differs: a leaf of an object, or a whole list.  NULL: not there. */
struct policy_field_change {
	struct str
		path; /* "targets.response", "when.tier"; "position" from 1 of a moved rule */
	const json_t *was;
	const json_t *becomes;
};

struct policy_rule_change {
	struct str id;
	enum policy_change change;
	struct policy_field_change *v;
	size_t n;
};

struct policy_diff {
	struct policy_rule_change *rules; /* in the new order, those removed last */
	size_t n_rules;
	struct policy_field_change *v; /* of the document itself */
	size_t n;
};

/* Compares two documents that policy_parse accepts; everything lies in the arena or is borrowed
 * from them.  As few rules as possible are called moved.
 * Law: the difference of equal documents is empty. */
void policy_diff(struct arena *a, const json_t *was, const json_t *becomes,
		 struct policy_diff *ret_diff);

/* Writes {"rules":[{"id","change","fields":[{"path","was","becomes"}]}],"defaults":[fields]};
 * a value that is not there has no key, so that null stays "no limit". */
void policy_diff_encode(struct jw *w, const struct policy_diff *diff);

/* "added", "removed", "changed", "moved". */
const char *policy_change_name(enum policy_change c);

#endif
