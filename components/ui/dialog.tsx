'use client';

import dynamic from 'next/dynamic';
import type { DialogProps } from './dialog-surface';

const DialogSurface = dynamic(() => import('./dialog-surface').then((module) => module.DialogSurface), { ssr: false });

/** A question or a form over the page. What draws it is fetched when the first one opens. */
export function Dialog(props: DialogProps) {
  return props.open ? <DialogSurface {...props} /> : null;
}
