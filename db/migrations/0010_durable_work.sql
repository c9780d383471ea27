CREATE TABLE "engine"."failures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"org_id" uuid,
	"step_id" text,
	"attempt" integer NOT NULL,
	"error" jsonb NOT NULL,
	"failed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_failures" (
	"org_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"item" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "job_failures_org_id_job_id_item_pk" PRIMARY KEY("org_id","job_id","item")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"status" text NOT NULL,
	"total" integer,
	"done" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"position" text,
	"result" jsonb,
	"error" text,
	"requested_by" uuid,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"moved_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "worker_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"worker" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"error" text
);
--> statement-breakpoint
DROP INDEX "engine"."runs_newest";--> statement-breakpoint
DROP INDEX "engine"."runs_function";--> statement-breakpoint
DROP INDEX "engine"."runs_org";--> statement-breakpoint
ALTER TABLE "engine"."runs" ADD COLUMN "revivals" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scoring_rule_versions" ADD COLUMN "applied_to_history_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "job_failures" ADD CONSTRAINT "job_failures_org_id_job_id_jobs_org_id_id_fk" FOREIGN KEY ("org_id","job_id") REFERENCES "public"."jobs"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "failures_run" ON "engine"."failures" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("moved_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "worker_runs_newest" ON "worker_runs" USING btree ("worker","started_at");--> statement-breakpoint
CREATE INDEX "runs_failed" ON "engine"."runs" USING btree ("org_id","id") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "runs_open" ON "engine"."runs" USING btree ("org_id","id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "runs_org" ON "engine"."runs" USING btree ("org_id","id");