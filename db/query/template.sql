-- The company's own wording of a mail.
-- name: template_own
select id from message_templates where key = ?1 and locale = ?2
