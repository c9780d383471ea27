-- The third wall: row-level security. The roles are made by db/migrate.ts before this runs.
--   throughline_app       people, keys and jobs, always inside one organization
--   throughline_door      the collector: adds to the ledger, its keys and the inbox; looks up keys
--   throughline_identity  sign-in: who a session, key or invitation belongs to, before an organization is known
--   throughline_system    schedules that fan out over all organizations, and removal of an organization

-- After a transaction-local setting ends it reads as '', hence nullif.
create function current_org() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;
--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array[
    'organization_settings', 'members', 'invitations', 'api_keys', 'audit_log', 'sources', 'events', 'event_keys', 'inbox',
    'subjects', 'event_counts', 'leads', 'lead_merges', 'lead_scores', 'scoring_settings', 'scoring_rules',
    'scoring_rule_versions', 'score_history', 'pending_replays', 'live_changes'
  ] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy tenant on %I for all to throughline_app using (org_id = (select current_org())) with check (org_id = (select current_org()))', t);
    execute format('create policy system on %I for all to throughline_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to throughline_app, throughline_system', t);
  end loop;
end $$;
--> statement-breakpoint
-- What is only ever added stays so, whatever the code above the database does.
revoke update, delete on audit_log from throughline_app;
--> statement-breakpoint
revoke update, delete on events from throughline_app;
--> statement-breakpoint
revoke update, delete on event_keys from throughline_app;
--> statement-breakpoint
alter table organizations enable row level security, force row level security;
--> statement-breakpoint
create policy tenant on organizations for all to throughline_app using (id = (select current_org())) with check (id = (select current_org()));
--> statement-breakpoint
create policy system on organizations for all to throughline_system using (true) with check (true);
--> statement-breakpoint
create policy identity on organizations for select to throughline_identity using (true);
--> statement-breakpoint
grant select, insert, update, delete on organizations to throughline_app, throughline_system;
--> statement-breakpoint
grant select on organizations to throughline_identity;
--> statement-breakpoint
-- Sign-in tables belong to the identity role alone; an organization sees the names of its own members.
do $$
declare t text;
begin
  foreach t in array array['users', 'sessions', 'accounts', 'verifications', 'jwks'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy identity on %I for all to throughline_identity using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to throughline_identity', t);
  end loop;
  foreach t in array array['members', 'invitations', 'api_keys'] loop
    execute format('create policy identity on %I for select to throughline_identity using (true)', t);
    execute format('grant select on %I to throughline_identity', t);
  end loop;
end $$;
--> statement-breakpoint
create policy fellow_members on users for select to throughline_app
  using (exists (select 1 from members m where m.user_id = users.id and m.org_id = (select current_org())));
--> statement-breakpoint
grant select (id, name, email, image, created_at) on users to throughline_app;
--> statement-breakpoint
create policy identity_touch on api_keys for update to throughline_identity using (true) with check (true);
--> statement-breakpoint
grant update (last_used_at) on api_keys to throughline_identity;
--> statement-breakpoint
-- The door.
create policy door on events for insert to throughline_door with check (true);
--> statement-breakpoint
create policy door on event_keys for insert to throughline_door with check (true);
--> statement-breakpoint
create policy door_read on event_keys for select to throughline_door using (true);
--> statement-breakpoint
create policy door on inbox for insert to throughline_door with check (true);
--> statement-breakpoint
create policy door on sources for select to throughline_door using (true);
--> statement-breakpoint
create policy door on api_keys for select to throughline_door using (true);
--> statement-breakpoint
create policy door on organization_settings for select to throughline_door using (true);
--> statement-breakpoint
grant insert on events, event_keys, inbox to throughline_door;
--> statement-breakpoint
grant select on event_keys to throughline_door;
--> statement-breakpoint
grant select on sources, api_keys to throughline_door;
--> statement-breakpoint
grant select (org_id, keep_ip_addresses) on organization_settings to throughline_door;
--> statement-breakpoint
-- Monthly partitions of the ledger. Policies stand on the parent; partitions are closed to everybody by themselves.
create function ensure_event_partitions(first_month date, months integer) returns integer
language plpgsql security definer set search_path = public as $$
declare
  month date := date_trunc('month', first_month)::date;
  made integer := 0;
  name text;
begin
  for i in 1..months loop
    name := 'events_' || to_char(month, 'YYYY_MM');
    if to_regclass(name) is null then
      execute format('create table %I partition of events for values from (%L) to (%L)', name, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
      execute format('alter table %I enable row level security, force row level security', name);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end $$;
--> statement-breakpoint
revoke all on function ensure_event_partitions(date, integer) from public;
--> statement-breakpoint
grant execute on function ensure_event_partitions(date, integer) to throughline_system;
--> statement-breakpoint
create table events_default partition of events default;
--> statement-breakpoint
alter table events_default enable row level security, force row level security;
--> statement-breakpoint
select ensure_event_partitions((now() at time zone 'utc')::date, 4);
--> statement-breakpoint
-- Queues: rows live for milliseconds, so dead ones must be swept often.
alter table inbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
alter table live_changes set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
--> statement-breakpoint
alter table lead_scores set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
