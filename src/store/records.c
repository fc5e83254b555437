#include "store/records.h"

#include "domain/attachment.h"
#include "domain/audit.h"
#include "domain/checklist.h"
#include "domain/company.h"
#include "domain/customer.h"
#include "domain/deadline.h"
#include "domain/follow_up.h"
#include "domain/import_mapping.h"
#include "domain/job.h"
#include "domain/notice.h"
#include "domain/nudge.h"
#include "domain/role.h"
#include "domain/saved_view.h"
#include "domain/snippet.h"
#include "domain/standard_text.h"
#include "domain/template.h"
#include "domain/ticket.h"
#include "domain/user.h"
#include "domain/webhook.h"

// clang-format off: a line a type
const struct fields *const record_types[] = {
	&attachment_fields,
	&audit_fields,
	&calendar_version_fields,
	&checklist_item_fields,
	&checklist_template_fields,
	&company_fields,
	&contact_fields,
	&customer_fields,
	&deadline_fields,
	&department_fields,
	&follow_up_fields,
	&import_mapping_fields,
	&job_fields,
	&message_template_fields,
	&notice_fields,
	&nudge_fields,
	&order_fields,
	&policy_version_fields,
	&role_fields,
	&saved_view_fields,
	&session_fields,
	&snippet_fields,
	&standard_text_fields,
	&tag_fields,
	&ticket_event_fields,
	&ticket_fields,
	&tier_change_fields,
	&token_fields,
	&user_fields,
	&webhook_fields,
	&delivery_fields,
	NULL,
};
// clang-format on
