-- Group robots may call the person in charge by name; off, since it tells their product who that is.
alter table webhooks add column mentions {int} not null default 0;
-- Who somebody is in the company's chat product: its user id, or Feishu's open_id.
alter table users add column chat_id {text} not null default '';
