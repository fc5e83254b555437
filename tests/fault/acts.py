"""acts - the requests of the walk of faults, one a line: METHOD PATH BODY.

{n} is a text of this turn alone: once acknowledged it must be found once in the end, so a PATCH
with it goes to a new record.  {w} is one that is not looked for, {soon} a time.  {customer} is the path of a
record that some turns share, {new customer} of one that is made for this turn, before anything
fails; {id customer} and {id new customer} are their ids.  JOB is a POST whose job is waited for.
"""

CSV = "name,contact.name\\n{n},{n} contact\\n"
WEEK = '{"time_zone": "Asia/Shanghai", "weekly": {"mon": [["09:00", "18:00"]]}}'
MORROW = "2027-03-02T02:00:00Z"

# What {x} is made by.
RECORDS = {
    "customer": 'POST /customers {"name": "{n} customer", "tier": "vip", "owner_id": "{id user}"}',
    "free": 'PATCH {new customer} {"owner_id": null}',
    "contact": 'POST {customer}/contacts {"name": "{n} contact", "phone": "13800000000"}',
    "order": 'POST {customer}/orders {"number": "{n} order", "amount": 100, "ordered_on": "2026-02-27"}',
    "ticket": 'POST /tickets {"customer_id": "{id customer}", "title": "{n} ticket", '
              '"urgency": "urgent"}',
    "held": 'POST {new ticket}/hold {"text": "{n} held"}',
    "resolved": 'POST {new ticket}/resolve {"text": "{n} resolved"}',
    "item": 'POST {ticket}/checklist {"text": "{n} item"}',
    "plan": 'POST /follow-ups {"customer_id": "{id customer}", "goal": "{n} plan", '
            '"owner_id": "{id user}", "planned_at": "%s"}' % MORROW,
    "done": 'POST {new plan}/done {"content": "{n} done"}',
    "user": 'POST /users {"login": "{w}", "name": "{n} user", "roles": ["sales"], '
            '"email": "a@example.com"}',
    "manager": 'POST /users {"login": "{w}", "name": "{n} manager", "roles": ["service_manager"]}',
    "role": 'POST /roles {"name": "r{w}", "title": "{n} role", "grants": {"ticket.read": "own"}}',
    "tag": 'POST /tags {"name": "{n} tag"}',
    "policy": 'POST /policies/from-presets {"name": "{n} policy", "presets": "s1,s0"}',
    "calendar": 'POST /calendars {"code": "c{w}", "name": "{n} calendar", "document": %s}' % WEEK,
    "view": 'POST /saved-views {"name": "{n} view", "page": "customers", "query": {"q": "c"}}',
    "snippet": 'POST /snippets {"name": "{n} snippet", "text": "x"}',
    "checklist": 'POST /checklist-templates {"name": "{n} checklist", "items": ["a", "b"]}',
    "webhook": 'POST /webhooks {"name": "{n} webhook", "kind": "wecom", '
               '"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}',
    "file": 'POST {customer}/attachments?name={w} {n}',
    "token": 'POST /tokens {"name": "{n} token"}',
    "import": "JOB /imports?type=customer " + CSV,
    "replay": 'JOB {policy}/replay {}',
}

ACTS = """
GET /healthz
GET /session
GET /me
GET /company
GET /my-day
GET /customers?q=c&with_total=1
GET /customers?sort=name&tier=vip
GET {customer}
GET {customer}/timeline
GET {customer}/duplicates
GET {customer}/contacts
GET {customer}/tier-changes
GET {file}/content
GET /tickets?q=ticket
GET {ticket}
GET {ticket}/events
GET {ticket}/checklist
GET /deadlines?sort=due_at
GET /deadlines/late
GET {deadline}/explain
GET /follow-ups
GET /coverage
GET /coverage/customers
GET /health-report
GET /audit
GET /audit/verification
GET /users
GET /roles
GET /permission-table
GET /presets
GET /policies
GET {policy}/lint
GET {policy}/matrix
GET {policy}/differences
GET {calendar}/days?year=2026
GET /notifications
GET /time-zones
GET /templates
GET /standard-texts/waiting
GET /imports/template?type=customer
GET {replay}
GET {replay}/replay/evidence
POST /customers {"name": "{n}", "tier": "vip", "tags": ["{id tag}"], "note": "x"}
POST {customer}/contacts {"name": "{n}", "phone": "13800000000"}
POST {customer}/orders {"number": "{n}", "amount": 100, "ordered_on": "2026-02-27"}
POST {customer}/attachments?name={n} {n}
POST {new free}/claim
POST /tickets {"customer_id": "{id customer}", "title": "{n}", "urgency": "general"}
POST {ticket}/reply {"text": "{n}"}
POST {ticket}/customer-message {"text": "{n}"}
POST {ticket}/note {"text": "{n}", "mentions": ["{id manager}"]}
POST {new ticket}/hold {"text": "{n}", "until": "2027-03-02T02:00:00Z"}
POST {new held}/resume
POST {new ticket}/resolve {"text": "{n}"}
POST {new ticket}/assign {"owner_id": "{id new user}", "text": "{n}"}
POST {new ticket}/cancel {"text": "{n}"}
POST {new resolved}/call-back {"confirmation": "satisfied", "text": "{w}"}
POST {new resolved}/reopen
POST {ticket}/checklist {"text": "{n}"}
POST {new ticket}/checklist/apply {"template_id": "{id checklist}"}
POST {ticket}/attachments?name={n} {n}
POST /follow-ups {"customer_id": "{id customer}", "goal": "{n}", "owner_id": "{id user}", "planned_at": "2027-03-02T02:00:00Z"}
POST {new plan}/done {"content": "{n}", "next_action": "a", "next_action_owner_id": "{id user}", "next_action_due_at": "2027-03-02T02:00:00Z"}
POST {new plan}/cancel
POST {new done}/undo
POST {new done}/inspect
POST /nudges {"owner_id": "{id user}", "follow_up_id": "{id done}", "way": "app", "text": "{n}"}
POST {new deadline}/snooze {"until": "{soon}", "reason": "why"}
POST /deadlines/reassign {"ids": ["{id new deadline}"], "owner_id": "{id new user}", "text": "{n}"}
POST /customers/bulk {"items": [{"id": "{id new customer}", "version": 1}], "set": {"tier": "ordinary"}}
POST /contacts/{id contact}/reveal {"reason": "why"}
POST /users {"login": "{w}", "name": "{n}", "roles": ["sales"]}
POST {user}/invitation
POST {new user}/password {"password": "correct horse battery"}
POST /departments {"name": "{n}"}
POST /roles {"name": "r{w}", "title": "{n}", "grants": {"ticket.read": "own"}}
POST /tags {"name": "{n}"}
POST /tokens {"name": "{n}"}
POST /policies/from-presets {"name": "{n}", "presets": "s1"}
POST /calendars {"code": "d{w}", "name": "{n}", "document": {"time_zone": "Asia/Shanghai", "weekly": {"mon": [["09:00", "18:00"]]}}}
POST /saved-views {"name": "{n}", "page": "customers", "query": {"q": "c"}}
POST /snippets {"name": "{n}", "text": "x"}
POST {snippet}/render {"ticket_id": "{id ticket}"}
POST /checklist-templates {"name": "{n}", "items": ["a", "b"]}
POST /standard-texts {"title": "{n}", "body": "b"}
POST /templates/preview {"key": "breach", "locale": "en", "subject": "s", "body": "b"}
POST /webhooks {"name": "{n}", "kind": "wecom", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}
POST /import-mappings {"type": "customer", "headers": "{w}\\nb\\n", "columns": {"{w}": "name", "b": ""}}
POST /presence {"record": "ticket", "id": "{id ticket}"}
POST /notifications/read-all
POST /password/forgotten {"login": "admin"}
POST /session {"login": "admin", "password": "correct horse battery"}
POST /imports/preview?type=customer name,contact.name\\n{w},c\\n
POST /exports/customer/csv {"reason": "why"}
POST /exports/sheet_ticket/xlsx {"reason": "why"}
POST /exports/sheet_ticket/table {"reason": "why"}
POST {replay}/replay/xlsx
JOB /imports?type=customer name,contact.name\\n{n},{n} contact\\n
JOB {new import}/undo
JOB {policy}/replay {}
JOB {new policy}/publish {"reason": "why", "move": true}
JOB /classification {}
PATCH {new customer} {"name": "{n}"}
PATCH {new contact} {"name": "{n}"}
PATCH {new order} {"number": "{n}"}
PATCH {new ticket} {"title": "{n}", "urgency": "general"}
PATCH {new item} {"text": "{n}"}
PATCH {new item} {"done": true}
PATCH {new plan} {"goal": "{n}"}
PATCH {new user} {"name": "{n}", "disabled": true}
PATCH {new role} {"title": "{n}"}
PATCH {new tag} {"name": "{n}"}
PATCH {new policy} {"name": "{n}"}
PATCH {new view} {"name": "{n}"}
PATCH {new snippet} {"name": "{n}"}
PATCH {new webhook} {"name": "{n}"}
PATCH /company {"currency": "CNY"}
PATCH /me {"quiet_from": 1320, "quiet_to": 360}
DELETE {new customer}
DELETE {new contact}
DELETE {new tag}
DELETE {new file}
DELETE {new token}
DELETE {new view}
MERGE {new customer}
POST /exports/sheet_ticket/pdf {"reason": "why"}
"""

# Where {n} may stand; of names, what the program makes by itself begins with something else.
TEXTS = {"customers": "name", "contacts": "name", "orders": "number", "tickets": "title",
         "ticket_events": "text", "follow_ups": "coalesce(nullif(content, ''), goal)",
         "attachments": "name", "users": "name", "departments": "name", "roles": "title",
         "tags": "name", "tokens": "name", "policies": "name", "calendars": "name",
         "saved_views": "name", "snippets": "name", "checklist_templates": "name",
         "checklist_items": "text", "standard_texts": "title", "webhooks": "name",
         "nudges": "text"}
