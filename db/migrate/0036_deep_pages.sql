-- A page by number passes over the rows before it in the index of its order, which therefore says
-- which customers were merged into another and are left out.
drop index customers_sort;
drop index customers_name;
drop index customers_next_touch_at;
drop index customers_recall_at;
drop index customers_last_contact_at;
drop index customers_last_order_on;
drop index customers_cooperation_since;
drop index customers_total;
drop index customers_order_count;
drop index customers_coverage;
drop index customers_tier_touch;
drop index customers_stage_touch;
drop index customers_tier;
drop index customers_stage;
drop index customers_state;

create index customers_sort on customers (sort_key, id, merged_into_id);
create index customers_name on customers (name, id, merged_into_id);
create index customers_next_touch_at on customers (next_touch_at, id, merged_into_id);
create index customers_recall_at on customers (recall_at, id, merged_into_id);
create index customers_last_contact_at on customers (last_contact_at, id, merged_into_id);
create index customers_last_order_on on customers (last_order_on, id, merged_into_id);
create index customers_cooperation_since on customers (cooperation_since, id, merged_into_id);
create index customers_total on customers (order_total, id, merged_into_id);
create index customers_order_count on customers (order_count, id, merged_into_id);
create index customers_coverage on customers (state, next_touch_at, id, merged_into_id);
create index customers_tier_touch on customers (tier, next_touch_at, id, merged_into_id);
create index customers_stage_touch on customers (stage, next_touch_at, id, merged_into_id);
create index customers_tier on customers (tier, id, merged_into_id);
create index customers_stage on customers (stage, id, merged_into_id);
create index customers_state on customers (state, id, merged_into_id);
