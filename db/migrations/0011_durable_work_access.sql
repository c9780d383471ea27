do $$
declare t text;
begin
  foreach t in array array['jobs', 'job_failures'] loop
    execute format('alter table %I enable row level security, force row level security', t);
    execute format('create policy tenant on %I for all to throughline_app using (org_id = (select current_org())) with check (org_id = (select current_org()))', t);
    execute format('create policy system on %I for all to throughline_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to throughline_app, throughline_system', t);
  end loop;
end $$;
--> statement-breakpoint
-- What the clock asked for is the installation's, and says nothing of any organization.
alter table worker_runs enable row level security, force row level security;
--> statement-breakpoint
create policy system on worker_runs for all to throughline_system using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on worker_runs to throughline_system;
--> statement-breakpoint
alter table engine.failures enable row level security, force row level security;
--> statement-breakpoint
create policy engine on engine.failures for all to throughline_engine using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on engine.failures to throughline_engine;
