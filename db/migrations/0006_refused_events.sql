CREATE TABLE "refused_events" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"source_id" uuid,
	"path" text NOT NULL,
	"code" text NOT NULL,
	"field" text NOT NULL,
	"message" text NOT NULL,
	"type" text,
	"subject" text,
	"excerpt" text,
	"user_agent" text,
	"left_out" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "refused_events_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE INDEX "refused_events_received" ON "refused_events" USING btree ("received_at");