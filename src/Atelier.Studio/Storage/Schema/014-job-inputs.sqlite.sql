insert into job_inputs (job_id, sha256) select distinct j.id, s.value from jobs j join json_each(j.inputs) s;
