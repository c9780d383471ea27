'use client';

import { Columns3, Copy, Download, Gauge, Mail, Maximize2, PanelRight } from 'lucide-react';
import { useMemo } from 'react';
import type { Command } from '@/components/palette/command';
import { useCommands } from '@/components/palette/use-commands';
import { useWorkspace } from '@/components/shell/workspace';
import { copyText } from '@/components/ui/copy-text';
import type { Lead } from '@/lib/leads/contract';
import { leadLabel } from './lead-label';

type Chosen = Pick<Lead, 'id' | 'name' | 'email' | 'externalId' | 'company'>;

interface Ways {
  /** Opens the lead beside its list. */
  onOpen?: (() => void) | undefined;
  /** Shows why the score is what it is. */
  onWhy?: (() => void) | undefined;
  /** The lead stands on its own page already. */
  isPage?: boolean;
}

/** Offers in the palette what can be done with the lead that is open or that the keys are on. */
export function useLeadCommands(lead: Chosen | undefined, { onOpen, onWhy, isPage = false }: Ways): void {
  const { org } = useWorkspace();
  const commands = useMemo<Command[]>(() => {
    if (lead === undefined) return [];
    const { id, email } = lead;
    const href = `/${org.slug}/leads/${id}`;
    const link = () => copyText(new URL(href, window.location.origin).href, 'The link');
    const all: (Command | false | undefined)[] = [
      onOpen && { id: 'lead.open', label: 'Open beside the list', icon: PanelRight, run: onOpen },
      !isPage && { id: 'lead.page', label: 'Open as a page', icon: Maximize2, href },
      onWhy && { id: 'lead.why', label: 'Why this score', icon: Gauge, words: 'reasons explain points', run: onWhy },
      { id: 'lead.link', label: 'Copy link', icon: Copy, words: 'address url share', run: link },
      email !== null && {
        id: 'lead.email',
        label: 'Copy e-mail address',
        icon: Mail,
        words: 'email mail',
        run: () => copyText(email, 'The e-mail address'),
      },
    ];
    return all.filter((command) => command !== false && command !== undefined);
  }, [lead, org.slug, onOpen, onWhy, isPage]);
  useCommands(commands, lead === undefined ? null : leadLabel(lead));
}

interface ListWays {
  onColumns: () => void;
  onExport: () => void;
}

/** Offers in the palette what can be done with the list as a whole. */
export function useListCommands({ onColumns, onExport }: ListWays): void {
  useCommands(
    useMemo<Command[]>(
      () => [
        {
          id: 'leads.columns',
          label: 'Choose columns',
          icon: Columns3,
          words: 'table order show hide',
          run: onColumns,
        },
        {
          id: 'leads.export',
          label: 'Export these leads as CSV',
          icon: Download,
          words: 'download file spreadsheet excel',
          run: onExport,
        },
      ],
      [onColumns, onExport],
    ),
  );
}
