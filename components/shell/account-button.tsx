'use client';

import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Truncate } from '@/components/ui/truncate';
import { useLazyModule } from './use-lazy-module';
import { useWorkspace } from './workspace';

const fetchMenu = () => import('./account-menu');

export function AccountButton() {
  const { module, load } = useLazyModule(fetchMenu);
  if (module) return <module.AccountMenu trigger={<Trigger />} />;
  return (
    <Trigger aria-haspopup="menu" aria-expanded={false} onPointerEnter={fetchMenu} onFocus={fetchMenu} onClick={load} />
  );
}

function Trigger(props: ComponentProps<'button'>) {
  const { user } = useWorkspace();
  return (
    <button
      type="button"
      {...props}
      className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left outline-offset-[-2px] hover:bg-sunken"
    >
      <Avatar name={user.name} />
      <Truncate text={user.name} className="flex-1" />
      <span className="sr-only">, account and theme</span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
    </button>
  );
}
