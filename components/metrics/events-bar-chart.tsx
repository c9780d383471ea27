'use client';

import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartTooltip } from '@/components/ui/chart-tooltip';
import { formatNumber } from '@/components/ui/format-number';
import { useMedia } from '@/components/ui/use-media';
import { type DayCount, dayInWords } from './daily-finding';

interface EventsBarChartProps {
  daily: DayCount[];
  /** What the chart is, for screen readers. */
  label: string;
}

export default function EventsBarChart({ daily, label }: EventsBarChartProps) {
  const still = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={daily} margin={{ top: 6, right: 0, bottom: 0, left: 0 }} title={label}>
        <XAxis
          dataKey="day"
          tickFormatter={dayInWords}
          interval="preserveStartEnd"
          minTickGap={40}
          tick={{ fill: 'var(--faint)', fontSize: 11 }}
          stroke="var(--line)"
          tickLine={false}
        />
        <YAxis
          width={40}
          allowDecimals={false}
          tickCount={4}
          tickFormatter={formatNumber}
          tick={{ fill: 'var(--faint)', fontSize: 11 }}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)' }}
          content={({ active, payload }) => {
            const day = payload?.[0]?.payload as DayCount | undefined;
            if (!active || !day) return null;
            return <ChartTooltip title={dayInWords(day.day)} lines={[['Events', formatNumber(day.events)]]} />;
          }}
        />
        <Bar
          dataKey="events"
          fill="var(--chart-1)"
          radius={[2, 2, 0, 0]}
          isAnimationActive={!still}
          animationDuration={150}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
