-- What it holds is worthless after minutes, and a row is written for every call: no write-ahead log, no wait for a disk.
alter table seen_calls set unlogged;
--> statement-breakpoint
alter table seen_calls enable row level security, force row level security;
--> statement-breakpoint
-- Who finds out who is calling writes a call down, and can neither read nor forget one.
create policy identity on seen_calls for insert to throughline_identity with check (true);
--> statement-breakpoint
create policy system on seen_calls for all to throughline_system using (true) with check (true);
--> statement-breakpoint
grant insert on seen_calls to throughline_identity;
--> statement-breakpoint
grant select, delete on seen_calls to throughline_system;
