-- What a shard last knew of the site's gateway: Up, Down or None. Null from a build that does not ask.
alter table prober_shards add column gateway text;
