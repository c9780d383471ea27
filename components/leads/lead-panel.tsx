'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Maximize2 } from 'lucide-react';
import Link from 'next/link';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/sheet';
import { leadLabel } from './lead-label';
import { LeadView } from './lead-view';

interface LeadPanelProps {
  leadId: string;
  onClose: () => void;
  onMove: (by: 1 | -1) => void;
  /** The lead was joined into another one. */
  onMoved: (leadId: string) => void;
}

/** A lead beside the list it was opened from; the whole screen on a phone. */
export function LeadPanel({ leadId, onClose, onMove, onMoved }: LeadPanelProps) {
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={<PanelTitle leadId={leadId} />}
      actions={<PanelActions leadId={leadId} onMove={onMove} />}
      returnFocusTo={() => rowLink(leadId)}
    >
      <div data-lead-panel className="px-4 py-4">
        <LeadView key={leadId} leadId={leadId} layout="panel" onMoved={onMoved} />
      </div>
    </Sheet>
  );
}

/** The row of the lead the panel showed last, which need not be the one it was opened from. */
function rowLink(leadId: string): HTMLElement | null {
  return document.querySelector(`[data-lead-list] a[data-lead="${CSS.escape(leadId)}"]`);
}

function PanelTitle({ leadId }: { leadId: string }) {
  const { data } = useQuery(useApi().leads.getLead.queryOptions({ input: { id: leadId } }));
  return <bdi>{data ? leadLabel(data) : 'Lead'}</bdi>;
}

function PanelActions({ leadId, onMove }: { leadId: string; onMove: (by: 1 | -1) => void }) {
  const { org } = useWorkspace();
  return (
    <div className="flex items-center gap-1">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Previous lead"
        title="Previous lead (K)"
        onClick={() => onMove(-1)}
      >
        <ChevronUp />
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label="Next lead" title="Next lead (J)" onClick={() => onMove(1)}>
        <ChevronDown />
      </Button>
      <Button variant="ghost" size="icon-sm" asChild>
        <Link href={`/${org.slug}/leads/${leadId}`} aria-label="Open as a page" title="Open as a page">
          <Maximize2 />
        </Link>
      </Button>
    </div>
  );
}
