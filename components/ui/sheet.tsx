'use client';

import dynamic from 'next/dynamic';
import type { SheetProps } from './sheet-surface';

const SheetSurface = dynamic(() => import('./sheet-surface').then((module) => module.SheetSurface), { ssr: false });

/**
 * A panel at the side; the whole screen on a phone (a left one leaves a strip to tap outside).
 * What draws it is fetched when the first one opens.
 */
export function Sheet(props: SheetProps) {
  return props.open ? <SheetSurface {...props} /> : null;
}
