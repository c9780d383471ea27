/** This machine cannot run the bundled PostgreSQL; the message is one sentence for the person who started it. */
export class EmbeddedPostgresUnsupported extends Error {
  override name = 'EmbeddedPostgresUnsupported';
}

/** PostgreSQL is there but did not do what was asked; the message carries its own last words. */
export class EmbeddedPostgresFailed extends Error {
  override name = 'EmbeddedPostgresFailed';
}
