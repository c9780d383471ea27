import type { VariableGroup } from './contract';

/** What a variable holds, and so how much of it may be shown: of a secret nothing, of an address where it leads. */
export type VariableKind = 'secret' | 'address' | 'plain';

export interface Variable {
  name: string;
  group: VariableGroup;
  kind: VariableKind;
  /** What it is for. */
  does: string;
  /** What happens where it is not set. */
  without: string;
  /** What counts then, where that is a value of its own. */
  fallback?: string;
}

const ROLE_ADDRESS = 'The program does not start.';
const ROLE_PASSWORD = 'The running program does not need it; npm run migrate refuses to start.';

/** Every variable that whoever deploys the program may set: the one list, for the page and for docs/deploy.md. */
export const VARIABLES: readonly Variable[] = [
  variable(
    'APP_URL',
    'Address',
    'address',
    'Where people reach the program; links in mails and sign-in go by it.',
    'Links lead to a machine of the reader’s own, and signing in from anywhere else is refused.',
    'http://localhost:3000',
  ),
  variable(
    'TRUSTED_PROXY',
    'Address',
    'plain',
    '1 where a proxy or a CDN stands before the program, whose forwarded addresses can be believed.',
    'Behind a proxy every caller counts as that proxy, and all of them share one limit.',
    '0',
  ),
  variable(
    'SESSION_CORS_ORIGINS',
    'Address',
    'plain',
    'Other origins whose pages may use the API with a session.',
    'Only the program’s own pages may.',
  ),
  variable(
    'HOST',
    'Address',
    'plain',
    'The address of this machine that the server listens on.',
    'It can be reached from this machine alone.',
    '127.0.0.1',
  ),
  variable('PORT', 'Address', 'plain', 'The port that the server listens on.', 'The usual one.', '3000'),

  variable('DATABASE_URL', 'Database', 'address', 'The database, as the role throughline_app.', ROLE_ADDRESS),
  variable(
    'DATABASE_DOOR_URL',
    'Database',
    'address',
    'The same database, as the role throughline_door, which may only add to the ledger.',
    ROLE_ADDRESS,
  ),
  variable(
    'DATABASE_IDENTITY_URL',
    'Database',
    'address',
    'The same database, as the role throughline_identity, which signs people in.',
    ROLE_ADDRESS,
  ),
  variable(
    'DATABASE_SYSTEM_URL',
    'Database',
    'address',
    'The same database, as the role throughline_system, for the clock’s work over all organizations.',
    ROLE_ADDRESS,
  ),
  variable(
    'DATABASE_ENGINE_URL',
    'Database',
    'address',
    'The same database, as the role throughline_engine: for the engine of one’s own machine alone.',
    'Nothing is missing where Inngest drives the functions.',
  ),
  variable(
    'DATABASE_MIGRATE_URL',
    'Database',
    'address',
    'The database’s owner at its direct address, for npm run migrate.',
    'The running program does not need it; npm run migrate refuses to start.',
  ),
  variable(
    'DB_PASSWORD_APP',
    'Database',
    'secret',
    'The password that migrations give throughline_app.',
    ROLE_PASSWORD,
  ),
  variable(
    'DB_PASSWORD_DOOR',
    'Database',
    'secret',
    'The password that migrations give throughline_door.',
    ROLE_PASSWORD,
  ),
  variable(
    'DB_PASSWORD_IDENTITY',
    'Database',
    'secret',
    'The password that migrations give throughline_identity.',
    ROLE_PASSWORD,
  ),
  variable(
    'DB_PASSWORD_SYSTEM',
    'Database',
    'secret',
    'The password that migrations give throughline_system.',
    ROLE_PASSWORD,
  ),
  variable(
    'DB_PASSWORD_ENGINE',
    'Database',
    'secret',
    'The password that migrations give throughline_engine.',
    ROLE_PASSWORD,
  ),
  variable(
    'NEON_WEBSOCKET_PROXY',
    'Database',
    'address',
    'Another way to a database at Neon’s than Neon’s own, for tests.',
    'Neon’s own is taken.',
  ),
  variable(
    'BACKUP_EVERY_HOURS',
    'Database',
    'plain',
    'How often npm start backs up the database it brings; 0 turns that off, and the archive of its log with it.',
    'Every four hours. Elsewhere backups are the database’s own affair.',
    '4',
  ),
  variable(
    'BACKUPS_KEPT',
    'Database',
    'plain',
    'How many of these backups are kept; any moment since the oldest of them can be gone back to.',
    'Six, a day’s worth.',
    '6',
  ),

  variable(
    'BETTER_AUTH_SECRET',
    'Secrets',
    'secret',
    'Signs sessions and links; 32 characters or more.',
    'The program does not start.',
  ),
  variable(
    'ENCRYPTION_KEY',
    'Secrets',
    'secret',
    'Seals stored credentials; 32 random bytes in base64.',
    'The program does not start.',
  ),
  variable(
    'ENCRYPTION_KEYS_OLD',
    'Secrets',
    'secret',
    'Keys that were replaced, separated by commas, so that what they sealed still opens.',
    'Only what the present key sealed can be opened.',
  ),
  variable(
    'CRON_SECRET',
    'Secrets',
    'secret',
    'What a platform’s clock shows at /api/cron; 16 characters or more.',
    'Every call of a platform’s clock is refused.',
  ),

  variable(
    'INNGEST_BASE_URL',
    'Durable work',
    'address',
    'The Inngest that drives durable functions.',
    'With keys, Inngest’s cloud; without them, the server keeps the schedules itself.',
  ),
  variable(
    'INNGEST_EVENT_KEY',
    'Durable work',
    'secret',
    'Lets the program send events to Inngest.',
    'Nobody can be asked for durable work.',
  ),
  variable(
    'INNGEST_SIGNING_KEY',
    'Durable work',
    'secret',
    'Proves that a call at /api/inngest comes from Inngest.',
    'Every such call is refused.',
  ),
  variable(
    'INNGEST_SIGNING_KEY_FALLBACK',
    'Durable work',
    'secret',
    'The signing key of before, while a new one takes its place.',
    'Only the present key counts.',
  ),
  variable(
    'INNGEST_SERVE_ORIGIN',
    'Durable work',
    'address',
    'Where Inngest reaches the program, where that is not the address it registers from.',
    'The address of the registering request is taken.',
  ),
  variable(
    'INNGEST_DEV',
    'Durable work',
    'plain',
    'Inngest’s mode for developers, in which calls are not signed.',
    'Calls are signed, as they must be.',
  ),

  variable(
    'QSTASH_URL',
    'Messages',
    'address',
    'Where messages are published.',
    'QStash’s cloud.',
    'https://qstash.upstash.io',
  ),
  variable('QSTASH_TOKEN', 'Messages', 'secret', 'Lets the program publish messages.', 'None are published.'),
  variable(
    'QSTASH_CURRENT_SIGNING_KEY',
    'Messages',
    'secret',
    'Proves that a message at /api/queue comes from QStash.',
    'Every message is refused.',
  ),
  variable(
    'QSTASH_NEXT_SIGNING_KEY',
    'Messages',
    'secret',
    'The key that comes after it, so that a rotation loses nothing.',
    'Messages are refused from a rotation on until both keys are set anew.',
  ),

  variable(
    'QSTASH_DEV',
    'Messages',
    'plain',
    'QStash’s mode for developers, in which its published keys count.',
    'Only the keys above count, as they must.',
  ),
  variable(
    'UPSTASH_REDIS_REST_URL',
    'Cache and limits',
    'address',
    'A Redis that all processes share, for the cache and for limits.',
    'The cache is each process’s own.',
  ),
  variable(
    'UPSTASH_REDIS_REST_TOKEN',
    'Cache and limits',
    'secret',
    'Opens that Redis.',
    'The cache is each process’s own.',
  ),
  variable(
    'LIMITS',
    'Cache and limits',
    'plain',
    'Where calls are counted without such a Redis: postgres for all processes together, process where one server is the only one.',
    'They are counted in PostgreSQL.',
    'postgres',
  ),
  variable(
    'API_REQUESTS_PER_MINUTE',
    'Cache and limits',
    'plain',
    'Calls of one API key in a minute.',
    'The usual limit.',
    '100',
  ),
  variable(
    'SESSION_REQUESTS_PER_MINUTE',
    'Cache and limits',
    'plain',
    'Calls of one person in a minute.',
    'The usual limit.',
    '600',
  ),
  variable(
    'ANONYMOUS_REQUESTS_PER_QUARTER_HOUR',
    'Cache and limits',
    'plain',
    'Calls from one address without a credential in fifteen minutes.',
    'The usual limit.',
    '100',
  ),
  variable(
    'INGEST_EVENTS_PER_SECOND',
    'Cache and limits',
    'plain',
    'Events of one source in a second.',
    'The usual limit.',
    '1000',
  ),
  variable(
    'ACCOUNT_MAILS_PER_HOUR',
    'Cache and limits',
    'plain',
    'Reset and verification mails to one address in an hour.',
    'The usual limit.',
    '5',
  ),

  variable(
    'SMTP_URL',
    'Mail',
    'address',
    'The mail server: smtp://user:password@host:587 or smtps://…',
    'Mail is kept and shown in the outbox, and not sent.',
  ),
  variable(
    'MAIL_FROM',
    'Mail',
    'plain',
    'The address mail comes from.',
    'Mail is kept and shown in the outbox, and not sent.',
  ),

  variable(
    'LOG_LEVEL',
    'Log and traces',
    'plain',
    'From which level on lines are logged: debug, info, warn, error.',
    'The usual level.',
    'info',
  ),
  variable(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'Log and traces',
    'address',
    'A collector of traces, by OTLP over HTTP in JSON.',
    'Nothing is traced.',
  ),
  variable(
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'Log and traces',
    'address',
    'The same for traces alone, with its whole path.',
    'The address above counts.',
  ),
  variable(
    'OTEL_SDK_DISABLED',
    'Log and traces',
    'plain',
    'true: nothing is traced, whatever else is set.',
    'Traces go where the address above leads.',
  ),
  variable(
    'OTEL_TRACES_EXPORTER',
    'Log and traces',
    'plain',
    'none: nothing is traced.',
    'Traces go where the address above leads.',
  ),
  variable(
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Log and traces',
    'secret',
    'What is sent along to the collector, often a credential.',
    'Nothing is sent along.',
  ),
  variable(
    'OTEL_SERVICE_NAME',
    'Log and traces',
    'plain',
    'The name that traces stand under.',
    'The usual name.',
    'throughline',
  ),
  variable('OTEL_TRACES_SAMPLER', 'Log and traces', 'plain', 'Which traces are kept.', 'All of them.'),
  variable(
    'OTEL_TRACES_SAMPLER_ARG',
    'Log and traces',
    'plain',
    'The share of traces that is kept, where the sampler takes one.',
    'All of them.',
  ),
  variable(
    'NODE_ENV',
    'Log and traces',
    'plain',
    'production on every deployment.',
    'The program runs as for developers.',
    'development',
  ),
];

/** Set by the program’s own scripts, by the platform or by a checkout’s owner; no deployer need know them. */
export const INTERNAL_VARIABLES: readonly string[] = [
  'DEMO_FILE',
  'ENGINE_PORT',
  'ENGINE_PROGRAM_URL',
  'INNGEST_ALLOW_IN_BAND_SYNC',
  'PATH',
  'THROUGHLINE_DATA',
  'THROUGHLINE_DATA_DIR',
  'THROUGHLINE_DEMO',
  'THROUGHLINE_LAUNCHED',
  'THROUGHLINE_STARTED_AT',
  'THROUGHLINE_URL',
  'VERCEL',
  'npm_execpath',
];

function variable(
  name: string,
  group: VariableGroup,
  kind: VariableKind,
  does: string,
  without: string,
  fallback?: string,
): Variable {
  return { name, group, kind, does, without, ...(fallback === undefined ? {} : { fallback }) };
}
