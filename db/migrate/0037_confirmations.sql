-- Tickets with whose solution a customer was not content are few.
create index tickets_confirmation on tickets (confirmation, id);
