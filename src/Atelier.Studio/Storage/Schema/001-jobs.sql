-- ids are texts, times are Unix milliseconds, JSON is text: the same for SQLite and PostgreSQL
create table users (
  id text primary key, name text not null unique, role text not null check (role in ('owner', 'artist', 'worker')),
  queued_max integer not null default 100, running_max integer not null default 1,
  created_at bigint not null, disabled_at bigint);
create table api_keys (
  id text primary key, user_id text not null references users, secret_sha256 text not null, label text not null,
  created_at bigint not null, expires_at bigint, revoked_at bigint);
create table blobs (sha256 text primary key, bytes bigint not null, type text not null, width integer, height integer,
  created_at bigint not null);
create table workers (
  id text primary key, name text not null, version text not null, kinds text not null, device text not null, models text not null,
  seen_at bigint not null);
create table jobs (
  id text primary key, user_id text not null references users, batch_id text not null, batch_index integer not null,
  kind text not null, input text not null, inputs text not null default '[]', models text not null default '[]', source text not null,
  priority integer not null default 0, not_before bigint not null default 0,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  attempt integer not null default 0, stalls integer not null default 0, stalls_max integer not null default 3,
  worker_id text references workers, lease_token text, lease_until bigint, stop text check (stop in ('keep', 'discard')),
  iteration integer not null default 0, total integer, loss double precision, losses text, pace double precision, message text,
  checkpoint_sha256 text references blobs, checkpoint_iteration integer,
  parameters text, error_code text, error_message text,
  idempotency_key text, request_sha256 text,
  created_at bigint not null, started_at bigint, finished_at bigint, version bigint not null default 0,
  check ((state = 'running') = (lease_token is not null)));
create unique index jobs_once on jobs (user_id, idempotency_key) where idempotency_key is not null;
create index jobs_next on jobs (priority desc, created_at) where state = 'queued';
create index jobs_waiting on jobs (user_id) where state = 'queued';
create index jobs_leases on jobs (lease_until) where state = 'running';
create index jobs_mine on jobs (user_id, created_at desc);
create index jobs_batch on jobs (batch_id, batch_index);
create table steps (
  job_id text not null references jobs on delete cascade, iteration integer not null, sha256 text not null references blobs,
  loss double precision, losses text, primary key (job_id, iteration));
create table outputs (
  job_id text not null references jobs on delete cascade, name text not null, sha256 text not null references blobs,
  primary key (job_id, name));
