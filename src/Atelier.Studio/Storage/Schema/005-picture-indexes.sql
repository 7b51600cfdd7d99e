create index pictures_mine on pictures (user_id, number desc);
create index pictures_starred on pictures (number desc) where starred = 1;
create index pictures_by_kind on pictures (kind, number desc);
create index pictures_by_file on pictures (sha256);
create index picture_sources_by_file on picture_sources (sha256);
create index steps_by_file on steps (sha256);
