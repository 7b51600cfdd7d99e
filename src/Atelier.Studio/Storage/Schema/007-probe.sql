-- what is written to see whether the database takes writes
create table probe (at bigint not null);
insert into probe (at) values (0);
