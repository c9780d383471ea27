'use client';

import { FormFailure } from '@/components/api/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { formatNumber } from '@/components/ui/format-number';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toaster';
import { type LeadFilters, listInput } from './lead-filters';
import { COLUMN_NAMES, type TableColumn } from './names';
import { exportPath, useLeadExport } from './use-lead-export';

interface ExportDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  filters: LeadFilters;
  columns: readonly TableColumn[];
  /** How many leads match. */
  total: number;
}

/** Says what the file will hold, then fetches it; closing it stops that. */
export function ExportDialog({ open, onOpenChange, filters, columns, total }: ExportDialogProps) {
  const { mutate, stop, isPending, error, bytes } = useLeadExport();
  const leads = `${formatNumber(total)} ${total === 1 ? 'lead' : 'leads'}`;
  const close = () => {
    stop();
    onOpenChange(false);
  };
  const save = () =>
    mutate(exportPath(listInput(filters), columns), {
      onSuccess: () => {
        onOpenChange(false);
        toast.success(`${leads} exported`);
      },
    });
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={total === 0 ? 'Nothing to export' : 'Export as CSV'}
      size="sm"
      footer={
        <>
          <Button onClick={close}>{isPending ? 'Stop' : total === 0 ? 'Close' : 'Cancel'}</Button>
          {total > 0 && (
            <Button variant="primary" pending={isPending} onClick={save}>
              {error ? 'Try again' : `Export ${leads}`}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-3 text-sm text-muted">
        {total === 0 ? (
          <p>No lead matches what the list is filtered by.</p>
        ) : (
          <p className="break-words">
            Every lead that matches, in the order of the list, with{' '}
            {['name', ...columns.map((id) => COLUMN_NAMES[id]), ...(columns.includes('id') ? [] : ['id'])].join(', ')}.
            Text that a spreadsheet would run as a formula gets an apostrophe before it.
          </p>
        )}
        {isPending && (
          <div className="grid gap-1.5">
            <Progress label="The file" value={0} max={null} />
            <p role="status" className="tabular-nums">
              {bytes === 0 ? 'Being written…' : `${formatNumber(Math.ceil(bytes / 1_000))} kB so far…`}
            </p>
          </div>
        )}
        <FormFailure error={error} />
      </div>
    </Dialog>
  );
}
