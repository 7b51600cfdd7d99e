create table boards (
  id text primary key, user_id text not null references users, name text not null, created_at bigint not null, unique (user_id, name));
create table board_pictures (
  board_id text not null references boards on delete cascade, number bigint not null references pictures on delete cascade,
  added_at bigint not null, primary key (board_id, number));
create index board_pictures_of on board_pictures (number);
