'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useWorkspace } from '@/components/shell/workspace';

/** Opens a lead beside the list where that is shown, as it is filtered, and as a page from everywhere else. */
export function useOpenLead(): (leadId: string) => void {
  const router = useRouter();
  const pathname = usePathname();
  const { org } = useWorkspace();
  return (leadId) => {
    const list = `/${org.slug}/leads`;
    if (pathname !== list) return router.push(`${list}/${leadId}`);
    const address = new URLSearchParams(window.location.search);
    address.set('lead', leadId);
    address.delete('event');
    address.delete('scoreAt');
    router.push(`${list}?${address}`);
  };
}
