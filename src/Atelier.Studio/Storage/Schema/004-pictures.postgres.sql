create table pictures (
  number bigint generated always as identity primary key, user_id text not null references users,
  job_id text not null references jobs on delete cascade, name text not null, sha256 text not null references blobs, kind text not null,
  title text not null, words text not null, starred integer not null default 0, created_at bigint not null,
  search tsvector generated always as (to_tsvector('simple', words)) stored, unique (job_id, name));
create index pictures_search on pictures using gin (search);
create table picture_sources (
  number bigint not null references pictures on delete cascade, sha256 text not null, primary key (number, sha256));
insert into pictures (user_id, job_id, name, sha256, kind, title, words, created_at)
select user_id, job_id, name, sha256, kind, title, title || ' ' || kind || ' ' || coalesce(model, ''), finished_at from (
  select j.user_id, j.id as job_id, o.name, o.sha256, j.kind, j.finished_at, j.input::json ->> 'model' as model,
    coalesce((select string_agg(p ->> 'text', ', ') from json_array_elements(j.input::json -> 'prompts') p), '') as title
  from jobs j join outputs o on o.job_id = j.id where j.state = 'succeeded' and o.name = 'picture') made
order by finished_at, job_id;
insert into picture_sources (number, sha256)
select distinct p.number, s.value from pictures p join jobs j on j.id = p.job_id cross join json_array_elements_text(j.inputs::json) s;
