import { audit } from '@/lib/identity';
import { hashKey, newKey, open, seal, secretPlace, shownPrefix } from '@/lib/platform/crypto';
import { AppError } from '@/lib/platform/errors';
import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { Source } from './contract';

export const WRITE_KEY_PREFIX = 'tl_w_';

interface Row {
  id: string;
  name: string;
  prefix: string;
  allowed_origins: string[];
  events_per_second: number | null;
  backdating_days: number;
  created_at: Date;
  revoked_at: Date | null;
  last_event_at: Date | null;
}

/** A source's newest event is looked for among the organization's latest, not in the whole ledger. */
const LAST_EVENT = `(select max(e.received_at) from (select source_id, received_at from events
  where org_id = s.org_id order by id desc limit 2000) e where e.source_id = s.id)`;
const COLUMNS = `s.id, s.name, s.prefix, s.allowed_origins, s.events_per_second, s.backdating_days, s.created_at, s.revoked_at, ${LAST_EVENT} as last_event_at`;

function sourceOf(row: Row): Source {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    allowedOrigins: row.allowed_origins,
    eventsPerSecond: row.events_per_second,
    backdatingDays: row.backdating_days,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
  };
}

export async function listSources(ctx: OrgContext, input: { limit: number; cursor?: string | undefined }) {
  const after = decodeIdCursor(input.cursor);
  return ctx.run(async (db) => {
    const { rows } = await db.query<Row>(
      `select ${COLUMNS} from sources s where s.org_id = $1 and ($2::uuid is null or s.id > $2) order by s.id limit $3`,
      [db.orgId, after, input.limit + 1],
    );
    return pageFrom(rows, input.limit, { item: sourceOf, cursor: (row) => [row.id] });
  });
}

interface SourceFields {
  name?: string | undefined;
  allowedOrigins?: string[] | undefined;
  eventsPerSecond?: number | null | undefined;
  backdatingDays?: number | undefined;
}

export async function createSource(
  ctx: OrgContext,
  input: SourceFields & { name: string },
): Promise<Source & { writeKey: string }> {
  return ctx.run(async (db) => {
    const { id, writeKey } = await insertSource(db, input, ctx.now());
    await audit(db, ctx, 'source.created', id, { ...input });
    return { ...(await sourceById(db, id)), writeKey };
  });
}

/** Also used for the first source of a new organization, in the transaction that makes it. */
export async function insertSource(
  db: OrgDb,
  input: SourceFields & { name: string },
  now: Date,
): Promise<{ id: string; writeKey: string }> {
  const id = uuidv7();
  const writeKey = newKey(WRITE_KEY_PREFIX);
  db.touch('sources');
  await db.query(
    `insert into sources (org_id, id, name, prefix, hash, sealed_key, allowed_origins, events_per_second, backdating_days, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      db.orgId,
      id,
      input.name,
      shownPrefix(writeKey),
      hashKey(writeKey),
      seal(writeKey, secretPlace(db.orgId, 'sources', id, 'sealed_key')),
      input.allowedOrigins ?? [],
      input.eventsPerSecond ?? null,
      input.backdatingDays ?? 90,
      now,
    ],
  );
  return { id, writeKey };
}

export async function updateSource(ctx: OrgContext, { id, ...change }: SourceFields & { id: string }): Promise<Source> {
  return ctx.run(async (db) => {
    db.touch('sources');
    await db.query(
      `update sources set name = coalesce($3, name), allowed_origins = coalesce($4, allowed_origins),
              events_per_second = case when $5 then $6 else events_per_second end, backdating_days = coalesce($7, backdating_days)
        where org_id = $1 and id = $2`,
      [
        db.orgId,
        id,
        change.name ?? null,
        change.allowedOrigins ?? null,
        change.eventsPerSecond !== undefined,
        change.eventsPerSecond ?? null,
        change.backdatingDays ?? null,
      ],
    );
    const source = await sourceById(db, id);
    await audit(db, ctx, 'source.updated', id, change);
    return source;
  });
}

export async function revealWriteKey(ctx: OrgContext, { id }: { id: string }): Promise<{ writeKey: string }> {
  return ctx.run(async (db) => {
    const { rows } = await db.query<{ sealed_key: string }>(
      'select sealed_key from sources where org_id = $1 and id = $2',
      [db.orgId, id],
    );
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return { writeKey: open(rows[0].sealed_key, secretPlace(db.orgId, 'sources', id, 'sealed_key')) };
  });
}

/** The old key stops within the door's few seconds of key cache. */
export async function rotateWriteKey(ctx: OrgContext, { id }: { id: string }): Promise<Source & { writeKey: string }> {
  return ctx.run(async (db) => {
    const writeKey = newKey(WRITE_KEY_PREFIX);
    db.touch('sources');
    await db.query(
      'update sources set prefix = $3, hash = $4, sealed_key = $5, revoked_at = null where org_id = $1 and id = $2',
      [
        db.orgId,
        id,
        shownPrefix(writeKey),
        hashKey(writeKey),
        seal(writeKey, secretPlace(db.orgId, 'sources', id, 'sealed_key')),
      ],
    );
    const source = await sourceById(db, id);
    await audit(db, ctx, 'source.key_rotated', id, {});
    return { ...source, writeKey };
  });
}

export async function revokeSource(ctx: OrgContext, { id }: { id: string }): Promise<{ done: true }> {
  return ctx.run(async (db) => {
    await sourceById(db, id);
    db.touch('sources');
    await db.query('update sources set revoked_at = coalesce(revoked_at, $3) where org_id = $1 and id = $2', [
      db.orgId,
      id,
      ctx.now(),
    ]);
    await audit(db, ctx, 'source.revoked', id, {});
    return { done: true };
  });
}

async function sourceById(db: OrgDb, id: string): Promise<Source> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from sources s where s.org_id = $1 and s.id = $2`, [
    db.orgId,
    id,
  ]);
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return sourceOf(rows[0]);
}
