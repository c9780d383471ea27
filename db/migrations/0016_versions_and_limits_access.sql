alter table data_versions enable row level security, force row level security;
--> statement-breakpoint
create policy tenant on data_versions for all to throughline_app using (org_id = (select current_org())) with check (org_id = (select current_org()));
--> statement-breakpoint
create policy system on data_versions for all to throughline_system using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on data_versions to throughline_app, throughline_system;
--> statement-breakpoint
-- Few rows, each rewritten often.
alter table data_versions set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
-- Nothing of it goes through the log, so a commit of takes waits for no disk. Half of each page is left free: a take
-- then rewrites its row beside itself, and no index is touched.
alter table limit_buckets set unlogged;
--> statement-breakpoint
alter table limit_buckets set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
-- No policy: closed to everybody. Not forced, so that the functions below, which have their owner's rights, see the rows
-- also where that owner is no superuser.
alter table limit_buckets enable row level security;
--> statement-breakpoint
-- Takes one after the other, each as gcra of lib/platform/limits/gcra.ts decides, and tells the debt that each found.
-- Buckets are locked in the order of their names, so that two calls never wait for each other. Nothing is kept of the
-- session. `given_ms` stands in for the clock in tests.
create function take_limits(buckets text[], costs double precision[], counts double precision[], windows_ms double precision[], given_ms double precision default null)
returns double precision[] language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_debts double precision[] := array_fill(0::double precision, array[cardinality(buckets)]);
  name text;
  positions integer[];
  i integer;
  debt double precision;
  since double precision;
  now_ms double precision;
  unit double precision;
  owed double precision;
  excess double precision;
  passed boolean;
begin
  for name, positions in
    select u.bucket, array_agg(u.position::integer order by u.position)
      from unnest(buckets) with ordinality as u(bucket, position) group by u.bucket order by u.bucket collate "C"
  loop
    loop
      select b.debt_ms, b.at_ms into debt, since from limit_buckets b where b.bucket = name for update;
      exit when found;
      insert into limit_buckets (bucket, debt_ms, at_ms) values (name, 0, 0) on conflict do nothing;
    end loop;
    -- Read when the bucket is held: of two callers the one who comes second reads the later time.
    now_ms := coalesce(given_ms, extract(epoch from clock_timestamp())::double precision * 1000);
    debt := greatest(0, debt - greatest(0, now_ms - since));
    passed := false;
    foreach i in array positions loop
      found_debts[i] := debt;
      unit := windows_ms[i] / counts[i];
      owed := debt + costs[i] * unit;
      excess := owed - windows_ms[i];
      if costs[i] > counts[i] then excess := least(excess, debt); end if;
      if excess <= unit / 100 then
        debt := owed;
        passed := true;
      end if;
    end loop;
    if passed then
      update limit_buckets set debt_ms = debt, at_ms = now_ms where bucket = name;
    end if;
  end loop;
  return found_debts;
end $$;
--> statement-breakpoint
revoke all on function take_limits(text[], double precision[], double precision[], double precision[], double precision) from public;
--> statement-breakpoint
grant execute on function take_limits(text[], double precision[], double precision[], double precision[], double precision) to throughline_door;
--> statement-breakpoint
-- A bucket that is full again says what no row would say. Rows that somebody holds are left for the next time: they are
-- in use, and waiting for them could be waiting in a circle.
create function forget_full_buckets() returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  forgotten integer;
begin
  delete from limit_buckets where bucket in (
    select bucket from limit_buckets
     where at_ms + debt_ms <= extract(epoch from clock_timestamp())::double precision * 1000
       for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
--> statement-breakpoint
revoke all on function forget_full_buckets() from public;
--> statement-breakpoint
grant execute on function forget_full_buckets() to throughline_system;
