'use client';

import dynamic from 'next/dynamic';
import { useSyncExternalStore } from 'react';

const ToastList = dynamic(() => import('./toast-list').then((module) => module.ToastList), { ssr: false });

interface ToastAction {
  label: string;
  onClick: () => void;
}

let wanted = false;
const listeners = new Set<() => void>();

/** The list has to stand before its first message comes, so both are fetched together, when there is one to show. */
async function show(kind: 'success' | 'error', message: string, action?: ToastAction): Promise<void> {
  wanted = true;
  for (const notify of listeners) notify();
  const { showToast } = await import('./toast-list');
  showToast(kind, message, action);
}

/** A short message at the corner that goes by itself. */
export const toast = {
  success: (message: string, action?: ToastAction) => void show('success', message, action),
  error: (message: string, action?: ToastAction) => void show('error', message, action),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place of the messages; once, in the root layout. */
export function Toaster() {
  const isWanted = useSyncExternalStore(
    subscribe,
    () => wanted,
    () => false,
  );
  return isWanted ? <ToastList /> : null;
}
