-- Which customer a duplicate was put into.
alter table customers add column merged_into_id {int} references customers (id) on delete cascade;
create index customers_merged_into_id on customers (merged_into_id) where merged_into_id is not null;
-- Duplicates are found by the address, however it is written.
create index contacts_email on contacts (lower(email)) where email <> '';
