CREATE SCHEMA "engine";
--> statement-breakpoint
CREATE TABLE "engine"."debounces" (
	"function_id" text NOT NULL,
	"key" text NOT NULL,
	"event" jsonb NOT NULL,
	"org_id" uuid,
	"latest" timestamp (3) with time zone,
	CONSTRAINT "debounces_function_id_key_pk" PRIMARY KEY("function_id","key")
);
--> statement-breakpoint
CREATE TABLE "engine"."functions" (
	"id" text PRIMARY KEY NOT NULL,
	"config" jsonb NOT NULL,
	"url" text NOT NULL,
	"refused" text,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "engine"."queue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"run_id" text,
	"function_id" text,
	"step_id" text,
	"payload" jsonb,
	"attempt" integer DEFAULT 0 NOT NULL,
	"concurrency_keys" text[] DEFAULT '{}' NOT NULL,
	"concurrency_limits" integer[] DEFAULT '{}' NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engine"."runs" (
	"id" text PRIMARY KEY NOT NULL,
	"function_id" text NOT NULL,
	"org_id" uuid,
	"event" jsonb NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"request_version" integer DEFAULT -1 NOT NULL,
	"immediate_off" boolean DEFAULT false NOT NULL,
	"output" jsonb,
	"error" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "engine"."schedules" (
	"function_id" text NOT NULL,
	"cron" text NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone,
	CONSTRAINT "schedules_function_id_cron_pk" PRIMARY KEY("function_id","cron")
);
--> statement-breakpoint
CREATE TABLE "engine"."seen" (
	"function_id" text NOT NULL,
	"key" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seen_function_id_key_pk" PRIMARY KEY("function_id","key")
);
--> statement-breakpoint
CREATE TABLE "engine"."steps" (
	"run_id" text NOT NULL,
	"id" text NOT NULL,
	"org_id" uuid,
	"name" text NOT NULL,
	"op" text NOT NULL,
	"state" text NOT NULL,
	"position" integer,
	"memo" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "steps_run_id_id_pk" PRIMARY KEY("run_id","id")
);
--> statement-breakpoint
CREATE TABLE "engine"."waits" (
	"run_id" text NOT NULL,
	"step_id" text NOT NULL,
	"event_name" text NOT NULL,
	"match_path" text,
	"match_value" jsonb,
	CONSTRAINT "waits_run_id_step_id_pk" PRIMARY KEY("run_id","step_id")
);
--> statement-breakpoint
CREATE INDEX "queue_due" ON "engine"."queue" USING btree ("run_at","id");--> statement-breakpoint
CREATE INDEX "queue_leased" ON "engine"."queue" USING btree ("lease_until") WHERE lease_until is not null;--> statement-breakpoint
CREATE INDEX "queue_run" ON "engine"."queue" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "runs_newest" ON "engine"."runs" USING btree ("created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_function" ON "engine"."runs" USING btree ("function_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_org" ON "engine"."runs" USING btree ("org_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_ended" ON "engine"."runs" USING btree ("ended_at") WHERE ended_at is not null;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "engine"."schedules" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "seen_until" ON "engine"."seen" USING btree ("until");--> statement-breakpoint
CREATE INDEX "waits_event" ON "engine"."waits" USING btree ("event_name");