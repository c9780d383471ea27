/** Which files may import which: DESIGN's arrows as one table. Patterns: `*` is one name, `**` any number of folders. */
export interface Layer {
  name: string;
  files: string[];
  /** What its files may import besides packages; `own` is their own domain's folder. Left out: anything. */
  may?: string[];
  /** The rule in a sentence, for whoever breaks it. */
  rule: string;
}

/** What a domain says about itself to everybody, the browser included. */
export const CONTRACTS = ['lib/contract.ts', 'lib/*/contract.ts', 'lib/*/*-contract.ts', 'lib/*/*/contract.ts'];

/** What a domain offers to other domains. The door is a face of its own, so that the hot path loads nothing else. */
const FACES = ['lib/*/index.ts', 'lib/tracking/http/index.ts'];

const PLATFORM = ['lib/platform/**'];
const TENANCY = [
  'lib/tenancy/index.ts',
  'lib/tenancy/router.ts',
  'lib/tenancy/endpoint.ts',
  'lib/tenancy/permissions.ts',
];

/** The first layer that has a file is its layer. */
export const LAYERS: Layer[] = [
  { name: 'proxy', files: ['proxy.ts'], may: [], rule: 'proxy.ts decides nothing: it imports nothing of ours.' },
  { name: 'configuration', files: ['*.ts'], rule: '' },
  { name: 'scripts', files: ['scripts/**', 'e2e/**'], rule: '' },
  {
    name: 'primitives',
    files: ['components/ui/**'],
    may: ['components/ui/**'],
    rule: 'A primitive knows no domain: components/ui imports components/ui alone.',
  },
  {
    name: 'components',
    files: ['components/**'],
    // The list of permissions is pure, and without the schemas of a contract it costs a page a third of its script less.
    may: ['components/**', ...CONTRACTS, 'lib/tenancy/permissions.ts'],
    rule: 'A component knows the server by contracts alone: lib/*/contract, lib/contract, the list of permissions.',
  },
  {
    name: 'app',
    files: ['app/**'],
    may: [
      'app/**',
      'components/**',
      ...FACES,
      ...CONTRACTS,
      'lib/api/*',
      'inngest/index.ts',
      ...PLATFORM,
      'package.json',
    ],
    rule: 'app imports components and the faces of lib (index, contract, lib/api) and inngest, never db or the inside of a domain.',
  },
  {
    name: 'engine',
    files: ['inngest/engine/**'],
    may: ['inngest/engine/**', ...PLATFORM],
    rule: 'The engine stands for a server of somebody else’s: it knows the wire and its own tables, and no domain.',
  },
  {
    name: 'jobs',
    files: ['inngest/**'],
    may: ['inngest/**', 'lib/*/index.ts', ...PLATFORM],
    rule: 'inngest calls verbs through lib/*/index and has no SQL or formulas of its own.',
  },
  {
    name: 'composition',
    files: ['lib/api/**'],
    may: [
      'lib/api/**',
      ...FACES,
      'lib/*/endpoints.ts',
      ...CONTRACTS,
      ...TENANCY,
      'lib/tenancy/api-handler.ts',
      ...PLATFORM,
    ],
    rule: 'lib/api puts domains together through their index, endpoints and contract.',
  },
  {
    name: 'contracts',
    files: CONTRACTS,
    may: [...CONTRACTS, 'sibling', 'lib/tenancy/endpoint.ts', 'lib/tenancy/permissions.ts'],
    rule: 'A contract runs in the browser: it imports contracts, siblings and lib/tenancy/endpoint.',
  },
  {
    name: 'browser SDK',
    files: ['lib/tracking/sdk/**'],
    may: ['lib/tracking/sdk/**'],
    rule: 'The browser SDK is built from its own folder alone.',
  },
  {
    name: 'platform',
    files: PLATFORM,
    may: PLATFORM,
    rule: 'lib/platform knows no domain, no tenant and no database.',
  },
  {
    name: 'tenancy',
    files: ['lib/tenancy/**'],
    may: ['own', ...PLATFORM, 'db/client.ts', 'db/schema/**'],
    rule: 'lib/tenancy knows lib/platform and db, and no domain.',
  },
  {
    name: 'domains',
    files: ['lib/*/**'],
    may: ['own', ...FACES, ...CONTRACTS, ...TENANCY, ...PLATFORM, 'db/schema/**'],
    rule: 'A domain imports other domains through index or contract, then lib/tenancy, lib/platform and db/schema.',
  },
  { name: 'database', files: ['db/**'], may: ['db/**', ...PLATFORM], rule: 'db knows lib/platform and no domain.' },
];

/** Files, packages and names with fewer readers than their layer allows. */
export interface Guard {
  what: { files: string[] } | { packages: RegExp } | { names: string[]; of: string };
  mayBeImportedBy: string[];
  rule: string;
}

const TOOLS = ['scripts/**', 'e2e/**'];

export const GUARDS: Guard[] = [
  {
    what: { files: ['db/client.ts'] },
    mayBeImportedBy: ['lib/tenancy/**', 'db/**', ...TOOLS],
    rule: 'Bare connections are handed out by lib/tenancy alone: only it imports db/client.',
  },
  {
    what: { packages: /^(pg|drizzle-orm\/node-postgres)(\/|$)/ },
    mayBeImportedBy: ['lib/tenancy/**', 'db/**', 'inngest/engine/store/**', ...TOOLS],
    rule: 'Connections to the database are opened in db and lib/tenancy alone, and for its own tables by the engine.',
  },
  {
    what: { files: ['lib/platform/cache/**'] },
    mayBeImportedBy: ['lib/platform/cache/**', 'lib/tenancy/**', ...TOOLS],
    rule: 'Keys of the cache are made by lib/tenancy alone, with the organization in them.',
  },
  {
    what: { packages: /^@upstash\/(redis|ratelimit)/ },
    mayBeImportedBy: ['lib/platform/redis/**', 'lib/platform/limits/redis-buckets.ts', 'lib/platform/cache/redis.ts'],
    rule: 'Redis is reached through lib/platform/redis alone, which loads its packages only where an address is set.',
  },
  {
    what: { packages: /^@opentelemetry\// },
    mayBeImportedBy: ['lib/platform/trace/otlp.ts'],
    rule: 'The packages of OpenTelemetry are loaded by lib/platform/trace/otlp.ts alone, and only where traces are asked for.',
  },
  {
    what: { files: ['lib/api/**'] },
    mayBeImportedBy: ['lib/api/**', 'app/**', ...TOOLS],
    rule: 'lib/api stands above all domains; only app, scripts and e2e import it.',
  },
  {
    what: { files: ['lib/*/endpoints.ts'] },
    mayBeImportedBy: ['lib/api/**', ...TOOLS],
    rule: 'Endpoints are put together by lib/api alone.',
  },
  {
    what: { names: ['identityPool'], of: 'lib/tenancy/index.ts' },
    // Mail of accounts belongs to no organization; its outbox is sign-in's.
    mayBeImportedBy: ['lib/identity/**', 'lib/mail/account-outbox.ts', ...TOOLS],
    rule: 'Only lib/identity asks before an organization is known.',
  },
  {
    what: { names: ['isFirstCall'], of: 'lib/tenancy/index.ts' },
    // Where signed calls come in, and the small program by which they are measured.
    mayBeImportedBy: ['inngest/signed-calls.ts', 'lib/api/answer-queue.ts', ...TOOLS],
    rule: 'A signed call is written down where it is received, and nowhere else.',
  },
  {
    what: { names: ['doorPool'], of: 'lib/tenancy/index.ts' },
    mayBeImportedBy: ['lib/tracking/ledger/**', 'lib/tracking/http/**', ...TOOLS],
    rule: 'Only the door writes with the collector’s role.',
  },
  {
    what: { names: ['systemDb', 'systemTransaction'], of: 'lib/tenancy/index.ts' },
    mayBeImportedBy: [
      // Which organizations have work.
      'lib/leads/sweep.ts',
      'lib/mail/retry-unsent.ts',
      'lib/jobs/work-on-job.ts',
      // One reader a process feeds the streams of all organizations.
      'lib/live/hub.ts',
      // The ledger's partitions belong to no organization.
      'lib/tracking/partitions.ts',
      // What was refused is forgotten everywhere at once.
      'lib/tracking/forget-refused.ts',
      // The clock's work belongs to no organization.
      'lib/system/worker-runs.ts',
      // Removing an organization also removes what its members may not.
      'lib/identity/remove-organization.ts',
      ...TOOLS,
    ],
    rule: 'Whoever sees all organizations is listed in scripts/boundaries/layers.ts with the reason.',
  },
];

/** True exceptions. One that nothing needs any more is reported. */
export interface Exception {
  from: string;
  /** A file or a package. */
  to: string;
  why: string;
}

export const EXCEPTIONS: Exception[] = [
  {
    from: 'components/scoring/decay.ts',
    to: 'lib/scoring/decay.ts',
    why: 'The screens draw how a score fades by the formula that scores; it imports nothing and runs anywhere.',
  },
  {
    from: 'components/api/api-error.ts',
    to: 'lib/platform/errors.ts',
    why: 'The screens say which codes are worth another try by the one error table; it imports nothing and runs anywhere.',
  },
  {
    from: 'lib/api/router.ts',
    to: 'inngest/schedule.ts',
    why: 'The System page reads the one page of schedules; it is a table that imports nothing.',
  },
  {
    from: 'lib/identity/auth.ts',
    to: 'drizzle-orm/node-postgres',
    why: 'The auth library reads its tables through drizzle; the connections under it come from lib/tenancy.',
  },
];

/** Formulas and parsers that depend on their arguments alone. */
export const PURE_FILES = [
  'lib/scoring/decay.ts',
  'lib/scoring/default-rules.ts',
  'lib/scoring/refold.ts',
  'lib/scoring/rules.ts',
  'lib/scoring/score-lead.ts',
  'lib/scoring/stage.ts',
  'lib/scoring/standing.ts',
  'lib/scoring/velocity.ts',
  'lib/leads/lead-csv.ts',
  'lib/leads/profile.ts',
  'lib/platform/csv.ts',
  'lib/platform/errors.ts',
  'lib/platform/limits/gcra.ts',
  'inngest/engine/duration.ts',
  'inngest/engine/path.ts',
  'inngest/engine/retry-delay.ts',
  'inngest/schedule.ts',
  'inngest/engine/qstash/back-off.ts',
  'inngest/engine/qstash/delivery-options.ts',
  'inngest/engine/qstash/destination.ts',
  'inngest/engine/qstash/refused.ts',
  'lib/mail/backoff.ts',
  'lib/platform/mail/render.ts',
  'lib/tracking/enrich/campaign.ts',
  'lib/tracking/enrich/clip.ts',
  'lib/tracking/enrich/place.ts',
  'lib/tracking/enrich/referrer.ts',
  'lib/tracking/http/bounds.ts',
  'lib/tracking/http/event-sizes.ts',
  'lib/tracking/http/excerpt.ts',
  'lib/tracking/http/fields.ts',
  'lib/tracking/http/moment.ts',
  'lib/tracking/http/refusal.ts',
  'lib/tracking/ledger/pressure.ts',
  'lib/tenancy/permissions.ts',
];

/** What cannot run in a browser; nothing that a component or a contract leads to may need it. */
export const SERVER_PACKAGES =
  /^(node:|pg$|drizzle-orm|pino$|nodemailer$|better-auth|@orpc\/(server|openapi)($|\/)|esbuild|vitest)/;

const patterns = new Map<string, RegExp>();

export function matches(file: string, pattern: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    const source = pattern
      .split(/(\*\*|\*)/)
      .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.[\]()+?^$|\\]/g, '\\$&')))
      .join('');
    expression = new RegExp(`^${source}$`);
    patterns.set(pattern, expression);
  }
  return expression.test(file);
}

export const matchesAny = (file: string, list: string[]) => list.some((pattern) => matches(file, pattern));

export const layerOf = (file: string): Layer | undefined => LAYERS.find((layer) => matchesAny(file, layer.files));
