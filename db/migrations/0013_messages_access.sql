-- As the engine's other tables: its own alone, for all organizations.
alter table engine.messages enable row level security, force row level security;
--> statement-breakpoint
create policy engine on engine.messages for all to throughline_engine using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on engine.messages to throughline_engine;
