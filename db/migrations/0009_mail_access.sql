-- An organization's mail stands behind the same wall as all that is its own.
alter table outbox_messages enable row level security, force row level security;
--> statement-breakpoint
create policy tenant on outbox_messages for all to throughline_app using (org_id = (select current_org())) with check (org_id = (select current_org()));
--> statement-breakpoint
create policy system on outbox_messages for all to throughline_system using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on outbox_messages to throughline_app, throughline_system;
--> statement-breakpoint
-- Mail with a link that opens an account: for sign-in alone, and it takes nothing back.
alter table account_messages enable row level security, force row level security;
--> statement-breakpoint
create policy identity on account_messages for all to throughline_identity using (true) with check (true);
--> statement-breakpoint
grant select, insert, update on account_messages to throughline_identity;
