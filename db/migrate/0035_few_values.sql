-- Orders by what has few values, and finding what few rows have (F_FIND, F_RANK of the field tables).
create index customers_tier_touch on customers (tier, next_touch_at, id);
create index customers_stage_touch on customers (stage, next_touch_at, id);
create index customers_tier on customers (tier, id);
create index customers_stage on customers (stage, id);
create index customers_state on customers (state, id);
create index customers_industry on customers (industry, id);
create index customers_region on customers (region, id);
create index customers_frequency_band on customers (frequency_band);
create index customers_amount_band on customers (amount_band);

create index tickets_state_id on tickets (state, id);
create index tickets_urgency on tickets (urgency, id);
create index tickets_type on tickets (type, id);
create index tickets_submitted_at on tickets (submitted_at, id);
create index tickets_responded_at on tickets (responded_at, id) where responded_at is not null;
create index tickets_resolved_at on tickets (resolved_at, id) where resolved_at is not null;

create index follow_ups_state on follow_ups (state, id);
create index follow_ups_plans on follow_ups (planned_at, id) where planned_at is not null;
create index follow_ups_next_action on follow_ups (next_action_due_at, id) where next_action_due_at is not null;
create index follow_ups_inspected on follow_ups (inspected_at, id) where inspected_at is not null;
