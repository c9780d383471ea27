import pg, { type Connection, type Submittable } from 'pg';
import type { LedgerRow } from '@/lib/tracking/ledger';

const ROWS_A_TRANSACTION = 10_000;
const CHUNK_BYTES = 64 * 1024;

/**
 * The reference for batches: COPY of the same rows into the same three tables, 10,000 rows a transaction, over one
 * connection. The text is made beforehand. COPY does not go together with row-level security, so this is the owner's.
 * @returns rows per second
 */
export async function copyRows(url: string, rows: LedgerRow[]): Promise<number> {
  const transactions: Buffer[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_TRANSACTION) {
    transactions.push(textsOf(rows.slice(start, start + ROWS_A_TRANSACTION)));
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const beganMs = performance.now();
    for (const [keys, events, inbox] of transactions) {
      await client.query('begin');
      await copyFrom(client, 'copy event_keys (org_id, key) from stdin', keys!);
      await copyFrom(client, `copy events (${EVENT_COLUMNS}) from stdin`, events!);
      await copyFrom(client, 'copy inbox (org_id, id, received_at) from stdin', inbox!);
      await client.query('commit');
    }
    return rows.length / ((performance.now() - beganMs) / 1000);
  } finally {
    await client.end();
  }
}

const EVENT_COLUMNS =
  'org_id, id, received_at, occurred_at, event_id, type, source_id, subject_id, identifiers, properties, context';

function textsOf(rows: LedgerRow[]): Buffer[] {
  const at = (ms: number) => new Date(ms).toISOString();
  const text = (lines: (string | null)[][]) => Buffer.from(lines.map(line).join(''));
  return [
    text(rows.map((row) => [row.orgId, row.key])),
    text(
      rows.map((row) => [
        row.orgId,
        row.id,
        at(row.receivedAtMs),
        at(row.occurredAtMs),
        row.eventId,
        row.type,
        row.sourceId,
        row.subjectId,
        row.identifiers,
        row.properties,
        row.context,
      ]),
    ),
    text(rows.map((row) => [row.orgId, row.id, at(row.receivedAtMs)])),
  ];
}

/** A line of COPY's text format. */
function line(values: (string | null)[]): string {
  const escaped = values.map((value) =>
    value === null
      ? '\\N'
      : value.replace(/[\\\n\r\t]/g, (found) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[found]!),
  );
  return `${escaped.join('\t')}\n`;
}

/** What node-postgres asks of a query besides `submit`; COPY FROM STDIN is not among those it brings. */
interface CopyConnection extends Connection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

function copyFrom(client: pg.Client, statement: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const copy = {
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        for (let start = 0; start < data.length; start += CHUNK_BYTES) {
          connection.sendCopyFromChunk(data.subarray(start, start + CHUNK_BYTES));
        }
        connection.endCopyFrom();
      },
      handleCommandComplete() {},
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    };
    client.query(copy as Submittable & typeof copy);
  });
}
