-- The search index.  Its tokens are made by the program, so both databases find the same.
--
-- The tokenizer "ascii" splits at blanks and takes every other character as it is; the words
-- it gets are already folded and cut into pairs.  Being a stock one, it lets any sqlite3 read,
-- check and dump the file.

-- @sqlite
create virtual table search_customers using fts5 (tokens, tokenize = 'ascii', columnsize = 0);
create virtual table search_tickets using fts5 (tokens, tokenize = 'ascii', columnsize = 0);

-- @pg
-- Without fastupdate: a search would read the list of pending entries from end to end.
create table search_customers (
	id bigint primary key,
	tokens tsvector not null
);
create index search_customers_tokens on search_customers using gin (tokens)
	with (fastupdate = off);
create table search_tickets (
	id bigint primary key,
	tokens tsvector not null
);
create index search_tickets_tokens on search_tickets using gin (tokens)
	with (fastupdate = off);
