-- Runs with its owner's rights: a caller's temporary tables must never stand before the real ones.
alter function ensure_event_partitions(date, integer) set search_path = public, pg_temp;
