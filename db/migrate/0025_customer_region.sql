-- Where a customer is: the code of its province, city or district (GB/T 2260); the pages know the names.
alter table customers add column region {text} not null default '';
