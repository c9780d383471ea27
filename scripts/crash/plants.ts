/** A change of a source file before it is bundled. `find` must stand in it exactly once. */
export interface SourcePatch {
  path: string;
  find: string;
  replace: string;
}

/** A bug that the crash run must notice, or it proves nothing. */
export interface Plant {
  what: string;
  patches?: SourcePatch[];
  sql?: string[];
}

export const PLANTS = {
  'async-commit': {
    what: 'the door answers before its commit is on disk',
    sql: [
      'alter role throughline_door set synchronous_commit = off',
      // The flush that follows such a commit by itself, a fifth of a second later by default, hides most losses.
      "alter system set wal_writer_delay = '10s'",
    ],
  },
  'dropped-key-index': {
    what: 'nothing in the database keeps an event from being stored twice',
    sql: ['alter table event_keys drop constraint event_keys_org_id_key_pk'],
  },
  'inbox-outside-transaction': {
    what: 'the event is stored first, and what is owed for it in a statement of its own',
    patches: [
      {
        path: 'lib/tracking/ledger/write-events.ts',
        find: `), owed as (
  insert into inbox (org_id, id, received_at)
  select org_id, id, received_at from judged where is_fresh
)
select array(`,
        replace: `)
select array(`,
      },
      {
        path: 'lib/tracking/ledger/write-events.ts',
        find: '  return result.rows[0]?.known ?? [];\n',
        replace: `  const known = result.rows[0]?.known ?? [];
  const fresh = rows.filter((_, position) => !known.includes(position));
  await doorPool().query(
    'insert into inbox (org_id, id, received_at) select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])',
    [fresh.map((row) => row.orgId), fresh.map((row) => row.id), fresh.map((row) => new Date(row.receivedAtMs))],
  );
  return known;
`,
      },
    ],
  },
  'no-drain-at-start': {
    what: 'what a crash left in the inbox is not looked for',
    patches: [
      {
        path: 'scripts/server/timers.ts',
        find: '    sweep().catch(',
        replace: '    Promise.resolve().catch(',
      },
      {
        path: 'inngest/engine/run-engine.ts',
        find: '  engine.start();\n',
        replace: '',
      },
    ],
  },
  'no-drain-lock': {
    what: 'two may derive state from one ledger at once',
    patches: [
      {
        path: 'lib/leads/apply-inbox.ts',
        find: "select pg_advisory_xact_lock(hashtextextended('derive:' || $1, 0))",
        replace: 'select $1::text',
      },
    ],
  },
} as const satisfies Record<string, Plant>;

export type PlantName = keyof typeof PLANTS;

export function isPlant(name: string): name is PlantName {
  return Object.hasOwn(PLANTS, name);
}

/** @throws Error when the text to be replaced is not there exactly once: the code has moved on, and so must the bug. */
export function patched(source: string, { path, find, replace }: SourcePatch): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`The planted bug no longer fits ${path}, which holds ${parts.length - 1} times:\n${find}`);
}
