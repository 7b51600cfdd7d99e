create table events (
  seq integer primary key autoincrement, user_id text not null, job_id text, type text not null, data text not null, at bigint not null);
