-- the newest jobs of all, of a user, in a state: without a look at all of them
drop index jobs_mine;
create index jobs_new on jobs (created_at desc, id desc);
create index jobs_mine on jobs (user_id, created_at desc, id desc);
create index jobs_by_state on jobs (state, created_at desc, id desc);
create index jobs_mine_by_state on jobs (user_id, state, created_at desc, id desc);
