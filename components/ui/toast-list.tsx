'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner, toast } from 'sonner';

export function ToastList() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      closeButton
      toastOptions={{
        style: {
          background: 'var(--raised)',
          color: 'var(--ink)',
          borderColor: 'var(--line)',
          fontFamily: 'var(--font-sans)',
          fontSize: '0.8125rem',
        },
      }}
    />
  );
}

export function showToast(kind: 'success' | 'error', message: string, action?: { label: string; onClick: () => void }) {
  toast[kind](message, action ? { action } : undefined);
}
