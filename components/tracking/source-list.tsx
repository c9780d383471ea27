'use client';

import { DataCard, DataList } from '@/components/ui/data-list';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { Truncate } from '@/components/ui/truncate';
import type { Source } from '@/lib/tracking/contract';
import { SourceStatus } from './source-status';

interface SourceListProps {
  sources: readonly Source[];
  onOpen: (id: string) => void;
}

export function SourceTable({ sources, onOpen }: SourceListProps) {
  return (
    <div className="max-md:hidden">
      <Table label="Sources" className="table-fixed">
        <TableHead>
          <HeadCell>Name</HeadCell>
          <HeadCell className="w-48">Status</HeadCell>
          <HeadCell className="w-36">Key begins with</HeadCell>
          <HeadCell>Allowed origins</HeadCell>
        </TableHead>
        <tbody>
          {sources.map((source) => (
            <Row key={source.id} className={source.revokedAt ? 'text-faint' : undefined}>
              <Cell>
                <SourceName source={source} onOpen={onOpen} />
              </Cell>
              <Cell>
                <SourceStatus source={source} />
              </Cell>
              <Cell>
                <code className="font-mono text-xs">{source.prefix}…</code>
              </Cell>
              <Cell className="text-muted">
                <Truncate text={originsText(source)} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export function SourceCards({ sources, onOpen }: SourceListProps) {
  return (
    <DataList label="Sources" className="md:hidden">
      {sources.map((source) => (
        <DataCard
          key={source.id}
          title={<SourceName source={source} onOpen={onOpen} />}
          subtitle={
            <>
              <code className="font-mono">{source.prefix}…</code> · {originsText(source)}
            </>
          }
        >
          <div>
            <SourceStatus source={source} />
          </div>
        </DataCard>
      ))}
    </DataList>
  );
}

function SourceName({ source, onOpen }: { source: Source; onOpen: (id: string) => void }) {
  return (
    <button
      type="button"
      onClick={() => onOpen(source.id)}
      className="block max-w-full rounded-sm text-left font-medium hover:underline hover:underline-offset-2 max-md:py-1"
    >
      <Truncate text={source.name} />
    </button>
  );
}

export function originsText(source: Source): string {
  return source.allowedOrigins.length === 0 ? 'Any' : source.allowedOrigins.join(', ');
}
