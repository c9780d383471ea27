CREATE TABLE "seen_calls" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
