-- The program reads what the door refused; only the door adds to it, and only schedules remove from it.
alter table refused_events enable row level security, force row level security;
--> statement-breakpoint
create policy tenant on refused_events for all to throughline_app using (org_id = (select current_org())) with check (org_id = (select current_org()));
--> statement-breakpoint
create policy system on refused_events for all to throughline_system using (true) with check (true);
--> statement-breakpoint
create policy door on refused_events for insert to throughline_door with check (true);
--> statement-breakpoint
grant select on refused_events to throughline_app;
--> statement-breakpoint
grant select, insert, update, delete on refused_events to throughline_system;
--> statement-breakpoint
grant insert on refused_events to throughline_door;
--> statement-breakpoint
-- The door tells the open screens of refusals and of nothing else; time and place in the stream are the database's.
create policy door on live_changes for insert to throughline_door with check (kind = 'refused');
--> statement-breakpoint
grant insert (org_id, kind, payload) on live_changes to throughline_door;
