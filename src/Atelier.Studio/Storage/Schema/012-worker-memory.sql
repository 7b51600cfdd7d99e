-- of its machine, as far as the worker may use it
alter table workers add column memory_bytes bigint;
