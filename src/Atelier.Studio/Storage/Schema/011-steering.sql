-- new weights of prompts that a running job's worker does not know yet, as JSON
alter table jobs add column steer text;
