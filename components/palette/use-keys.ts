'use client';

import { useMemo } from 'react';
import type { KeyBinding } from './command';
import { createOffers } from './offers';

export interface KeyOffer {
  /** Where they work, e.g. "In the list of leads". */
  where: string;
  bindings: readonly KeyBinding[];
}

const offers = createOffers<KeyOffer>();

/** Lists keys in the sheet that `?` opens, while whoever handles them is mounted. */
export function useKeys(where: string, bindings: readonly KeyBinding[]): void {
  offers.useOffer(useMemo(() => ({ where, bindings }), [where, bindings]));
}

/** For the sheet: what can be pressed now, the latest first. */
export const useOfferedKeys = offers.useAll;
