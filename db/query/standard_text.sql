-- name: acknowledgement_add
insert into acknowledgements (text_id, user_id, created_at) values (?1, ?2, ?3)
on conflict (text_id, user_id) do nothing

-- name: acknowledgement_get
select created_at from acknowledgements where text_id = ?1 and user_id = ?2

-- name: texts_to_acknowledge
select s.id, s.title from standard_texts s
where s.state = 'published' and not exists (
	select 1 from acknowledgements a where a.text_id = s.id and a.user_id = ?1)
order by s.published_at, s.id

-- name: text_readers
select u.id, u.name, u.department_id, a.created_at from users u
left join acknowledgements a on a.user_id = u.id and a.text_id = ?1
where u.disabled = 0 or a.created_at is not null
order by case when a.created_at is null then 0 else 1 end, u.name, u.id
