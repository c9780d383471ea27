'use client';

import { useSyncExternalStore } from 'react';
import { type Choice, currencyChoices, timeZoneChoices } from './choices';
import { guessCurrency } from './guess-currency';

interface BrowserChoices {
  timeZone: string;
  timeZones: Choice[];
  currency: string;
  currencies: Choice[];
}

let known: BrowserChoices | undefined;

function fromBrowser(): BrowserChoices {
  if (known) return known;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const currency = guessCurrency(navigator.language);
  known = { timeZone, timeZones: timeZoneChoices(timeZone), currency, currencies: currencyChoices(currency) };
  return known;
}

const never = () => () => {};

/** The reader's own time zone and currency with all the others; null on the server, whose lists are not the browser's. */
export function useBrowserChoices(): BrowserChoices | null {
  return useSyncExternalStore(never, fromBrowser, () => null);
}
