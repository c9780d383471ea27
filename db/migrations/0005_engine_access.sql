-- The engine's tables are the engine's alone. It serves all organizations, so its policy names none.
grant usage on schema engine to throughline_engine;
--> statement-breakpoint
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'engine' loop
    execute format('alter table engine.%I enable row level security, force row level security', t);
    execute format('create policy engine on engine.%I for all to throughline_engine using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on engine.%I to throughline_engine', t);
  end loop;
end $$;
--> statement-breakpoint
-- A queue: rows live for moments, so dead ones must be swept often.
alter table engine.queue set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);
