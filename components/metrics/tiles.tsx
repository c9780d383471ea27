'use client';

import { useWorkspace } from '@/components/shell/workspace';
import { Stat } from '@/components/ui/stat';
import type { Permission } from '@/lib/identity/contract';
import type { Home } from '@/lib/metrics/contract';

/** The figures of the day, each with its formula, its comparison and the rows it counts. */
export function Tiles({ tiles }: { tiles: Home['tiles'] }) {
  const { org, can } = useWorkspace();
  return (
    <ul aria-label="Figures" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {tiles.map(({ id, name, value, before, formula, rows }) => (
        <li key={id} className="grid min-w-0">
          <Stat
            label={name}
            value={value}
            formula={formula}
            before={before}
            beforeLabel="yesterday by now"
            {...(mayOpen(rows, can) ? { href: `/${org.slug}/${rows.replace(/^\/+/, '')}` } : {})}
          />
        </li>
      ))}
    </ul>
  );
}

/** Figures are for everybody, their rows only for those who may read leads or events. */
function mayOpen(rows: string, can: (permission: Permission) => boolean): boolean {
  return can(/^\/?events\b/.test(rows) ? 'events:read' : 'leads:read');
}
