'use client';

import { Columns3, Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format-number';
import type { LeadFilters } from './lead-filters';
import type { TableColumn } from './names';
import { useListCommands } from './use-lead-commands';

/** What they draw is fetched when one of them opens first. */
const ColumnsDialog = dynamic(() => import('./columns-dialog').then((module) => module.ColumnsDialog), { ssr: false });
const ExportDialog = dynamic(() => import('./export-dialog').then((module) => module.ExportDialog), { ssr: false });

interface ListActionsProps {
  filters: LeadFilters;
  columns: readonly TableColumn[];
  onColumns: (columns: readonly TableColumn[]) => void;
  /** How many leads match; undefined until it is known. */
  total: number | undefined;
}

/** What can be done with the list as a whole. */
export function ListActions({ filters, columns, onColumns, total }: ListActionsProps) {
  const [open, setOpen] = useState<'columns' | 'export' | null>(null);
  const chooseColumns = useCallback(() => setOpen('columns'), []);
  const exportLeads = useCallback(() => setOpen('export'), []);
  const close = () => setOpen(null);
  useListCommands({ onColumns: chooseColumns, onExport: exportLeads });
  return (
    <div className="flex gap-2">
      <Button size="sm" icon={<Columns3 aria-hidden />} onClick={chooseColumns}>
        Columns
      </Button>
      <Button size="sm" icon={<Download aria-hidden />} onClick={exportLeads} disabled={total === undefined}>
        Export CSV
        {total !== undefined && total > 0 && (
          <span className="text-faint tabular-nums max-md:sr-only">
            {formatNumber(total)}
            <span className="sr-only"> leads</span>
          </span>
        )}
      </Button>
      {open === 'columns' && <ColumnsDialog open onOpenChange={close} columns={columns} onChange={onColumns} />}
      {open === 'export' && total !== undefined && (
        <ExportDialog open onOpenChange={close} filters={filters} columns={columns} total={total} />
      )}
    </div>
  );
}
