CREATE TABLE "engine"."messages" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" uuid,
	"url" text NOT NULL,
	"method" text NOT NULL,
	"headers" jsonb NOT NULL,
	"body" "bytea" NOT NULL,
	"retries" integer NOT NULL,
	"retried" integer DEFAULT 0 NOT NULL,
	"timeout_ms" integer NOT NULL,
	"callback" jsonb,
	"failure_callback" jsonb,
	"label" text,
	"dedup_key" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"response_status" integer,
	"error" text,
	"not_before" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "messages_failed" ON "engine"."messages" USING btree ("org_id","id") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "messages_dedup" ON "engine"."messages" USING btree ("dedup_key","created_at") WHERE dedup_key is not null;--> statement-breakpoint
CREATE INDEX "messages_ended" ON "engine"."messages" USING btree ("ended_at") WHERE ended_at is not null;