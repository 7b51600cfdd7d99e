-- users take turns: the next job is of the one whose turn is longest ago
alter table users add column turn bigint not null default 0;
update users set turn = (select count(*) from users o where o.id <> users.id
  and coalesce((select max(j.started_at) from jobs j where j.user_id = o.id), 0)
    < (select max(j.started_at) from jobs j where j.user_id = users.id));
drop index jobs_next;
drop index jobs_waiting;
-- the state is in them too: SQLite would look every row up for it
create index jobs_waiting on jobs (user_id, priority desc, created_at, batch_id, batch_index, state) where state = 'queued';
create index jobs_asked on jobs (kind, models, state) where state = 'queued';
create index jobs_running on jobs (user_id, state) where state = 'running';
