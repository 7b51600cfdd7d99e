create index pictures_mine_by_kind on pictures (user_id, kind, number desc);
