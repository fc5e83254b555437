-- Whether the search index has to be made anew from the records, which migrating ends with: a
-- migration that changes what records are found by says so, as this one does.
create table search_state (stale {int} not null);
insert into search_state (stale) select case when exists (select 1 from customers) then 1 else 0 end;
