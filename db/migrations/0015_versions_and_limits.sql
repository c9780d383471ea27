CREATE TABLE "data_versions" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"version" uuid DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT "data_versions_org_id_kind_pk" PRIMARY KEY("org_id","kind")
);
--> statement-breakpoint
CREATE TABLE "limit_buckets" (
	"bucket" text PRIMARY KEY NOT NULL,
	"debt_ms" double precision NOT NULL,
	"at_ms" double precision NOT NULL
);
