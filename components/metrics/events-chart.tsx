'use client';

import dynamic from 'next/dynamic';
import { ChartFrame, ChartSkeleton } from '@/components/ui/chart-frame';
import { formatNumber } from '@/components/ui/format-number';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import type { Home } from '@/lib/metrics/contract';
import { dailyFinding, dailySummary, dayInWords } from './daily-finding';

const EventsBarChart = dynamic(() => import('./events-bar-chart'), { ssr: false, loading: ChartSkeleton });

/** Events a day over two weeks, in the organization's time zone. */
export function EventsChart({ daily }: { daily: Home['daily'] }) {
  const finding = dailyFinding(daily);
  return (
    <ChartFrame
      title={finding}
      summary={dailySummary(daily)}
      heightPx={150}
      table={
        <Table label="Events a day">
          <TableHead>
            <HeadCell>Day</HeadCell>
            <HeadCell numeric>Events</HeadCell>
          </TableHead>
          <tbody>
            {[...daily].reverse().map(({ day, events }, index) => (
              <Row key={day}>
                <Cell>
                  {dayInWords(day)}
                  {index === 0 && <span className="text-faint"> so far</span>}
                </Cell>
                <Cell numeric>{formatNumber(events)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      }
    >
      <EventsBarChart daily={daily} label={`Events a day, last ${daily.length} days. ${finding}`} />
    </ChartFrame>
  );
}
