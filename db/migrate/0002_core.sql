-- Customers, tickets, follow-ups, deadlines and what is sent about them.
-- Unique indexes are named table_column so that a refusal names its field.

create table tags (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, axis {text} not null
);
create unique index tags_name on tags (name);

create table customers (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	number {text} not null, name {text} not null, industry {text} not null,
	owner_id {int} references users (id), department_id {int} references departments (id),
	state {text} not null, tier {text} not null, tier_manual {int} not null,
	stage {text} not null, stage_manual {int} not null, strategic {int} not null,
	frequency_band {text} not null, amount_band {text} not null, tags {text} not null,
	cooperation_since {int}, preferred_channel {text} not null, preferred_time {text} not null,
	special_requests {text} not null, time_zone {text} not null, note {text} not null,
	order_count {int}, order_total {int}, order_currency {text} not null,
	first_order_on {int}, last_order_on {int}, last_contact_at {int},
	contact_since {int}, next_touch_at {int},
	sort_key {text} not null
);
create unique index customers_number on customers (number);
create index customers_owner on customers (owner_id, next_touch_at);
create index customers_department on customers (department_id);
create index customers_coverage on customers (state, next_touch_at);
create index customers_sort on customers (sort_key, id);
create index customers_name on customers (name);
create index customers_total on customers (order_total);

create table customer_tags (
	customer_id {int} not null references customers (id) on delete cascade,
	tag_id {int} not null references tags (id),
	primary key (customer_id, tag_id)
);
create index customer_tags_tag on customer_tags (tag_id, customer_id);

create table contacts (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	customer_id {int} not null references customers (id) on delete cascade,
	name {text} not null, title {text} not null, phone {text} not null, email {text} not null,
	wechat {text} not null, is_primary {int} not null, note {text} not null
);
create index contacts_customer on contacts (customer_id, id);

create table orders (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	customer_id {int} not null references customers (id) on delete cascade,
	number {text} not null, product {text} not null, quantity {int}, amount {int} not null,
	currency {text} not null, ordered_on {int} not null
);
create index orders_customer on orders (customer_id, ordered_on);

create table tier_changes (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	customer_id {int} not null references customers (id) on delete cascade,
	field {text} not null, old_value {text} not null, new_value {text} not null,
	reason {text} not null, user_id {int}
);
create index tier_changes_customer on tier_changes (customer_id, id);

create table calendars (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	code {text} not null, name {text} not null, number {int} not null, state {text} not null,
	document {text} not null, reason {text} not null, published_at {int}, published_by {int}
);
create unique index calendars_code_number on calendars (code, number);

create table policies (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, number {int}, state {text} not null, document {text} not null,
	reason {text} not null, published_at {int}, published_by {int}
);
create index policies_state on policies (state, number);

create table tickets (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	number {text} not null, customer_id {int} not null references customers (id),
	contact_id {int}, title {text} not null, description {text} not null,
	type {text} not null, urgency {text} not null, channel {text} not null,
	state {text} not null, owner_id {int} references users (id),
	department_id {int} references departments (id),
	submitted_at {int} not null, responded_at {int}, resolved_at {int}, archived_at {int},
	hold_reason {text} not null, hold_until {int}, result {text} not null,
	confirmation {text} not null, policy_id {int}, by_staff {int} not null,
	next_due_at {int}, last_seq {int} not null
);
create unique index tickets_number on tickets (number);
create index tickets_customer on tickets (customer_id, id);
create index tickets_owner on tickets (owner_id, state, next_due_at);
create index tickets_department on tickets (department_id, state);
create index tickets_state on tickets (state, next_due_at);
create index tickets_hold on tickets (hold_until) where hold_until is not null;

create table ticket_events (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	ticket_id {int} not null references tickets (id) on delete cascade,
	seq {int} not null, at {int} not null, kind {text} not null, user_id {int},
	text {text} not null, data {text} not null
);
create unique index ticket_events_ticket_id_seq on ticket_events (ticket_id, seq);

create table follow_ups (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	customer_id {int} not null references customers (id), ticket_id {int} references tickets (id),
	owner_id {int} references users (id), department_id {int} references departments (id),
	state {text} not null, purpose {text} not null, channel {text} not null,
	planned_at {int}, done_at {int}, goal {text} not null, content {text} not null,
	feedback {text} not null, next_action {text} not null, next_action_owner_id {int},
	next_action_due_at {int}, next_action_done_at {int}
);
create index follow_ups_customer on follow_ups (customer_id, state, done_at);
create index follow_ups_owner on follow_ups (owner_id, state, planned_at);
create index follow_ups_department on follow_ups (department_id, state);
create index follow_ups_ticket on follow_ups (ticket_id) where ticket_id is not null;

create table deadlines (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	subject {text} not null, subject_id {int} not null,
	customer_id {int} not null references customers (id) on delete cascade,
	kind {text} not null, cycle {int} not null, state {text} not null, open {int} not null,
	owner_id {int}, department_id {int}, start_at {int} not null, due_at {int}, met_at {int},
	missed_at {int}, remaining_s {int}, provisional {int} not null, policy_id {int},
	rule {text} not null, target {text} not null, steps {text} not null, next_fire_at {int}
);
create unique index deadlines_subject_id_kind_cycle on deadlines (subject_id, kind, cycle);
create index deadlines_fire on deadlines (next_fire_at, id) where next_fire_at is not null;
create index deadlines_owner on deadlines (owner_id, due_at) where open = 1;
create index deadlines_department on deadlines (department_id, due_at) where open = 1;
create index deadlines_due on deadlines (due_at, id) where open = 1;
create index deadlines_customer on deadlines (customer_id, open);

-- One row per (deadline, step, its time, recipient, channel): what was said to whom, once.
create table notices (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	dedupe {text} not null, deadline_id {int}, customer_id {int}, ticket_id {int},
	user_id {int} not null references users (id), channel {text} not null,
	kind {text} not null, template {text} not null, args {text} not null,
	step_at {int}, send_at {int} not null, late {int} not null, state {text} not null,
	attempts {int} not null, error {text} not null, sent_at {int}, read_at {int},
	fence {int}, leased_until {int}
);
create unique index notices_dedupe on notices (dedupe);
create index notices_user on notices (user_id, channel, id);
create index notices_unread on notices (user_id, send_at) where read_at is null and channel = 'app';
create index notices_queue on notices (send_at, id) where state = 'queued';
create index notices_deadline on notices (deadline_id);

-- Long work, done in steps that each commit their progress with their effect.
create table jobs (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	kind {text} not null, state {text} not null, args {text} not null, place {text} not null,
	total {int}, done {int}, report {text} not null, error {text} not null,
	user_id {int}, finished_at {int}, leased_until {int}
);
create index jobs_state on jobs (state, id);

create table counters (
	key {text} primary key, n {int} not null
);

-- The one row of what holds for the whole company; its version is the stamp of the world.
create table company (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, locale {text} not null, time_zone {text} not null,
	currency {text} not null, calendar {text} not null, policy_id {int},
	customer_prefix {text} not null, customer_digits {int} not null, customer_reset {text} not null,
	ticket_prefix {text} not null, ticket_digits {int} not null, ticket_reset {text} not null,
	mail_from {text} not null, base_url {text} not null, quiet_hours {int} not null,
	classification {text} not null
);

-- Files that were handed in for import, as UTF-8 text.
create table uploads (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, content {text} not null, user_id {int}
);
