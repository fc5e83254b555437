-- The public pool: customers without an owner, how long one keeps a silent one, how many may be claimed.
alter table customers add column owner_since {int};
alter table customers add column previous_owner_id {int} references users (id);
alter table customers add column recall_at {int};
update customers set owner_since = created_at;
create index customers_pool on customers (owner_since, id) where owner_id is null;
create index customers_recall on customers (owner_id, recall_at) where recall_at is not null;
create index tier_changes_claims on tier_changes (user_id, created_at) where reason = 'claim';

alter table company add column recall_days {int} not null default 0;
alter table company add column recall_keeps_buyers {int} not null default 1;
alter table company add column recall_since {int};
alter table company add column claims_per_day {int} not null default 20;
alter table company add column owned_max {int} not null default 0;
