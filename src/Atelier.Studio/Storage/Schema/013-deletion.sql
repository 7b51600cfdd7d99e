-- pictures can be deleted: what else needs a file, and which files may be needed by nothing any more
alter table blobs add column uploaded integer not null default 0;
create table job_inputs (
  job_id text not null references jobs on delete cascade, sha256 text not null, primary key (job_id, sha256));
create table loose_blobs (sha256 text primary key, since bigint not null);
create index job_inputs_by_file on job_inputs (sha256);
create index outputs_by_file on outputs (sha256);
create index jobs_by_checkpoint on jobs (checkpoint_sha256) where checkpoint_sha256 is not null;
