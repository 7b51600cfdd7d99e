create table events (
  seq bigint generated always as identity primary key, user_id text not null, job_id text, type text not null, data text not null,
  at bigint not null);
