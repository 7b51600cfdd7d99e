-- what is to be told to addresses of users, and how often it was tried
alter table jobs add column webhook text;
alter table users add column webhook_secret text;
create table deliveries (
  id text primary key, job_id text not null references jobs on delete cascade, user_id text not null references users,
  url text not null, body text not null, attempt integer not null default 0, next_at bigint not null,
  delivered_at bigint, gave_up_at bigint, error text, created_at bigint not null);
create index deliveries_due on deliveries (next_at) where delivered_at is null and gave_up_at is null;
