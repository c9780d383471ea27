'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { cx } from '@/components/ui/class-names';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { LEAD_COLUMNS, type LeadColumn } from './lead-columns';
import { leadLabel } from './lead-label';
import { LeadLink } from './lead-link';
import type { LeadSort, TableColumn } from './names';
import { useLoadNearEnd } from './use-load-near-end';

const ROW_PX = 32;
const NAME_WIDTH_PX = 240;

export interface LeadListProps {
  leads: Lead[];
  total: number | undefined;
  /** What stands beside the name, in this order; cards show what fits on one. */
  columns: readonly TableColumn[];
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
  /** The row the keys are on. */
  activeId: string | null;
  onActive: (id: string) => void;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
  onNearEnd: () => void;
  /** Older rows stay in view while another filter is being read. */
  stale: boolean;
}

/** Every lead as a row of 32 px; only those in view exist in the page. */
export function LeadTable(props: LeadListProps) {
  const { leads, total, columns, sort, onSort, activeId, onActive, hrefOf, onOpen, onNearEnd, stale } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: leads.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => leads[index]?.id ?? index,
    overscan: 12,
    scrollMargin: ROW_PX,
    scrollPaddingStart: ROW_PX,
    scrollPaddingEnd: ROW_PX,
  });
  const rows = virtualizer.getVirtualItems();
  useLoadNearEnd(rows.at(-1)?.index, leads.length, onNearEnd);

  const activeIndex = activeId === null ? -1 : leads.findIndex(({ id }) => id === activeId);
  useEffect(() => {
    if (activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);

  const widthPx = columns.reduce((sum, id) => sum + LEAD_COLUMNS[id].widthPx, NAME_WIDTH_PX);
  const above = rows[0] ? rows[0].start - ROW_PX : 0;
  const below = rows.length > 0 ? virtualizer.getTotalSize() - ((rows.at(-1)?.end ?? 0) - ROW_PX) : 0;
  return (
    <div ref={frame} data-lead-list className="relative min-h-0 flex-1 overflow-auto overscroll-contain border-y">
      <table
        aria-label="Leads"
        aria-rowcount={total === undefined ? -1 : total + 1}
        aria-busy={stale}
        className={cx('w-full table-fixed border-separate border-spacing-0 text-sm', stale && 'opacity-60')}
        style={{ minWidth: widthPx }}
      >
        <colgroup>
          <col style={{ width: NAME_WIDTH_PX }} />
          {columns.map((id) => (
            <col key={id} style={{ width: LEAD_COLUMNS[id].widthPx }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={cx(HEAD, 'left-0 z-20 border-r pl-6 text-left')}>
              Lead
            </th>
            {columns.map((id) => (
              <ColumnHead key={id} column={LEAD_COLUMNS[id]} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer heightPx={above} columns={columns.length + 1} />
          {rows.map(({ index, key }) => {
            const lead = leads[index];
            if (!lead) return null;
            return (
              <LeadRow
                key={key}
                lead={lead}
                columns={columns}
                rowIndex={index + 2}
                active={lead.id === activeId}
                tabbable={activeIndex < 0 ? index === 0 : lead.id === activeId}
                href={hrefOf(lead.id)}
                onActive={onActive}
                onOpen={onOpen}
              />
            );
          })}
          <Spacer heightPx={below} columns={columns.length + 1} />
        </tbody>
      </table>
    </div>
  );
}

const HEAD = 'sticky top-0 z-10 h-8 border-b bg-canvas px-3 text-xs font-medium whitespace-nowrap text-faint';

interface ColumnHeadProps {
  column: LeadColumn;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
}

function ColumnHead({ column, sort, onSort }: ColumnHeadProps) {
  const { heading, hint, numeric } = column;
  const align = numeric ? 'text-right' : 'text-left';
  if (column.sort === undefined)
    return (
      <th scope="col" title={hint} className={cx(HEAD, align)}>
        {heading}
      </th>
    );
  const chosen = column.sort;
  return (
    <th scope="col" aria-sort={sort === chosen ? 'descending' : undefined} className={cx(HEAD, align)}>
      <button
        type="button"
        onClick={() => onSort(chosen)}
        className={cx(
          'inline-flex h-6 items-center gap-1 rounded-sm hover:text-ink',
          sort === chosen && 'font-semibold text-ink',
        )}
      >
        {heading}
        {sort === chosen && <ArrowDown aria-hidden className="size-3" />}
      </button>
    </th>
  );
}

interface LeadRowProps {
  lead: Lead;
  columns: readonly TableColumn[];
  rowIndex: number;
  active: boolean;
  tabbable: boolean;
  href: string;
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
}

/** Drawn again only when something of its own changes: moving by keys touches two rows, not all of them. */
const LeadRow = memo(function LeadRow({
  lead,
  columns,
  rowIndex,
  active,
  tabbable,
  href,
  onActive,
  onOpen,
}: LeadRowProps) {
  const cell = cx(
    'h-8 truncate border-b px-3 group-hover:bg-sunken',
    active && 'bg-accent-wash group-hover:bg-accent-wash',
  );
  return (
    // The link in the first cell is the keyboard's way; the row is a larger target for the pointer.
    <tr
      aria-rowindex={rowIndex}
      className="group cursor-pointer"
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) onOpen(lead.id);
      }}
    >
      <th
        scope="row"
        className={cx(cell, 'sticky left-0 z-[1] border-r pl-6 text-left font-medium', !active && 'bg-canvas')}
      >
        <LeadLink
          id={lead.id}
          href={href}
          focused={active}
          tabbable={tabbable}
          onFocus={onActive}
          onOpen={onOpen}
          className="block hover:underline"
        >
          <Truncate text={leadLabel(lead)} className={cx('text-left!', !lead.known && 'font-normal text-muted')} />
        </LeadLink>
      </th>
      {columns.map((id) => (
        <td key={id} className={cx(cell, LEAD_COLUMNS[id].numeric && 'text-right')}>
          {LEAD_COLUMNS[id].cell(lead)}
        </td>
      ))}
    </tr>
  );
});

function Spacer({ heightPx, columns }: { heightPx: number; columns: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} className="p-0" style={{ height: heightPx }} />
    </tr>
  );
}
