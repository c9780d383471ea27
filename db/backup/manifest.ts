import { z } from 'zod';

export const FORMAT = 1;

/** Names of the entries. The cluster stands below `pg/`, what else belongs to the installation below `installation/`. */
export const HEADER = 'backup.json';
export const MANIFEST = 'manifest.json';
export const CLUSTER = 'pg';
export const COMPANIONS = 'installation';

const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/);

/** The first entry: what one has to know of a backup without reading all of it. */
export const headerShape = z.object({
  program: z.literal('throughline'),
  format: z.number().int(),
  postgresMajor: z.number().int(),
  /** Of the cluster, for life: WAL of another origin does not fit. */
  systemIdentifier: z.string().regex(/^\d+$/),
  timeline: z.number().int().positive(),
  startLsn: lsn,
  walSegmentBytes: z.number().int().positive(),
  startedAt: z.iso.datetime(),
});

export type BackupHeader = z.infer<typeof headerShape>;

export type FileRecord = { path: string; sizeBytes: number; sha256: string };

/** The last entry: with it a backup is whole. The database is as it was at `stopLsn`. */
export const manifestShape = headerShape.extend({
  stopLsn: lsn,
  stoppedAt: z.iso.datetime(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number().int(), sha256: z.string().length(64) })),
});

export type Manifest = z.infer<typeof manifestShape>;

export function clusterBytes({ files }: Manifest): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
