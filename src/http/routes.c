/* All endpoints: a new block of routes gets a line in the list. */
#include "http/route.h"

#define BLOCKS(X)                                                                              \
	X(access_routes)                                                                       \
	X(account_routes)                                                                      \
	X(role_routes)                                                                         \
	X(customer_routes)                                                                     \
	X(ticket_routes)                                                                       \
	X(checklist_routes)                                                                    \
	X(follow_up_routes)                                                                    \
	X(standard_routes)                                                                     \
	X(operation_routes)                                                                    \
	X(template_routes)                                                                     \
	X(saved_view_routes)                                                                   \
	X(snippet_routes)                                                                      \
	X(attachment_routes)                                                                   \
	X(bulk_routes)                                                                         \
	X(replay_routes)                                                                       \
	X(export_routes)                                                                       \
	X(import_routes)                                                                       \
	X(inspection_routes)                                                                   \
	X(standard_text_routes)                                                                \
	X(late_routes)                                                                         \
	X(merge_routes)                                                                        \
	X(reveal_routes)                                                                       \
	X(audit_routes)                                                                        \
	X(calendar_routes)                                                                     \
	X(presence_routes)                                                                     \
	X(webhook_routes)                                                                      \
	X(work_routes)

#define BLOCK_EXTERN(name) extern const struct route_block name;
#define BLOCK_ROW(name) &name,
BLOCKS(BLOCK_EXTERN)
const struct route_block *const route_blocks[] = {BLOCKS(BLOCK_ROW)};
const size_t route_blocks_n = sizeof route_blocks / sizeof *route_blocks;
