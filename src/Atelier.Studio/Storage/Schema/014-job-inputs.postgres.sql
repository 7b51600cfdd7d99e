insert into job_inputs (job_id, sha256)
select distinct j.id, s.value from jobs j cross join json_array_elements_text(j.inputs::json) s;
