create table pictures (
  number integer primary key autoincrement, user_id text not null references users, job_id text not null references jobs on delete cascade,
  name text not null, sha256 text not null references blobs, kind text not null, title text not null, words text not null,
  starred integer not null default 0, created_at bigint not null, unique (job_id, name));
create virtual table picture_words using fts5(
  words, content = 'pictures', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
create trigger pictures_added after insert on pictures begin
  insert into picture_words (rowid, words) values (new.number, new.words);
end;
create trigger pictures_removed after delete on pictures begin
  insert into picture_words (picture_words, rowid, words) values ('delete', old.number, old.words);
end;
create trigger pictures_renamed after update of words on pictures begin
  insert into picture_words (picture_words, rowid, words) values ('delete', old.number, old.words);
  insert into picture_words (rowid, words) values (new.number, new.words);
end;
create table picture_sources (
  number integer not null references pictures on delete cascade, sha256 text not null, primary key (number, sha256));
insert into pictures (user_id, job_id, name, sha256, kind, title, words, created_at)
select user_id, job_id, name, sha256, kind, title, title || ' ' || kind || ' ' || coalesce(model, ''), finished_at from (
  select j.user_id, j.id as job_id, o.name, o.sha256, j.kind, j.finished_at, json_extract(j.input, '$.model') as model,
    coalesce((select group_concat(json_extract(p.value, '$.text'), ', ') from json_each(j.input, '$.prompts') p), '') as title
  from jobs j join outputs o on o.job_id = j.id where j.state = 'succeeded' and o.name = 'picture')
order by finished_at, job_id;
insert into picture_sources (number, sha256)
select distinct p.number, s.value from pictures p join jobs j on j.id = p.job_id join json_each(j.inputs) s;
