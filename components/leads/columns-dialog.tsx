'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { DEFAULT_COLUMNS, moved, toggled } from './lead-columns-url';
import { COLUMN_NAMES, COLUMN_ORDER, type TableColumn } from './names';

interface ColumnsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  columns: readonly TableColumn[];
  onChange: (columns: readonly TableColumn[]) => void;
}

/** Which columns the table and its file have, and in what order; what is chosen counts at once. */
export function ColumnsDialog({ open, onOpenChange, columns, onChange }: ColumnsDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Columns"
      description="Of the table and of its CSV file, from left to right. They stand in the address: a link shows the same."
      size="sm"
      footer={
        <>
          <Button onClick={() => onChange(DEFAULT_COLUMNS)}>As they were at first</Button>
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            Done
          </Button>
        </>
      }
    >
      <ColumnList columns={columns} onChange={onChange} />
    </Dialog>
  );
}

function ColumnList({ columns, onChange }: Pick<ColumnsDialogProps, 'columns' | 'onChange'>) {
  const list = useRef<HTMLUListElement>(null);
  const [used, setUsed] = useState<{ control: string; said: string } | null>(null);
  // A row that changes its place is taken out of the page and put in again, which loses the focus.
  useEffect(() => {
    if (used !== null) list.current?.querySelector<HTMLElement>(`[data-control="${used.control}"]`)?.focus();
  }, [used]);

  const change = (control: string, id: TableColumn, next: TableColumn[]) => {
    const place = next.indexOf(id);
    const said = place < 0 ? 'is not shown' : `is number ${place + 1} of ${next.length}`;
    onChange(next);
    setUsed({ control: `${control}-${id}`, said: `${COLUMN_NAMES[id]} ${said}.` });
  };
  const rest = COLUMN_ORDER.filter((id) => !columns.includes(id));
  return (
    <>
      <ul ref={list} aria-label="Columns" className="-mx-1">
        {[...columns, ...rest].map((id, place) => (
          <li key={id} className="flex min-h-9 items-center gap-1 rounded-md px-1 hover:bg-sunken max-md:min-h-11">
            <Checkbox
              id={`column-${id}`}
              className="mt-0"
              checked={columns.includes(id)}
              data-control={`show-${id}`}
              onChange={() => change('show', id, toggled(columns, id))}
            />
            <label htmlFor={`column-${id}`} className="flex min-w-0 flex-1 items-center self-stretch pl-1 text-sm">
              {COLUMN_NAMES[id]}
            </label>
            {columns.includes(id) &&
              ([-1, 1] as const).map((by) => {
                const isEnd = place + by < 0 || place + by >= columns.length;
                const where = by < 0 ? 'left' : 'right';
                return (
                  <Button
                    key={by}
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Move ${COLUMN_NAMES[id]} to the ${where}`}
                    // Not disabled: at the end of its way the button would lose the focus.
                    aria-disabled={isEnd}
                    className={isEnd ? 'opacity-40' : ''}
                    data-control={`${where}-${id}`}
                    onClick={() => !isEnd && change(where, id, moved(columns, id, by))}
                  >
                    {by < 0 ? <ArrowUp /> : <ArrowDown />}
                  </Button>
                );
              })}
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {used?.said}
      </p>
    </>
  );
}
