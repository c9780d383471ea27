'use client';

import { useMemo } from 'react';
import type { Command } from './command';
import { createOffers } from './offers';

export interface CommandOffer {
  /** Null for what belongs to the page as a whole. */
  of: string | null;
  commands: readonly Command[];
}

const offers = createOffers<CommandOffer>();

/**
 * Offers commands in the palette while the page or panel is mounted. They stand first, under the name of what they are
 * about: `useCommands([…], leadLabel(lead))`; without a name under "This page". An empty list offers nothing.
 */
export function useCommands(commands: readonly Command[], of: string | null = null): void {
  offers.useOffer(useMemo(() => ({ of, commands }), [of, commands]));
}

/** For the palette: what is on offer now, the latest first. */
export const useOfferedCommands = offers.useAll;
