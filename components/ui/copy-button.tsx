'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { writeClipboard } from './write-clipboard';

const SHOWN_MS = 2000;

interface CopyButtonProps {
  text: string;
  /** What is copied, e.g. "Copy write key". Shown too unless the size is an icon's. */
  label: string;
  size?: 'sm' | 'md' | 'icon' | 'icon-sm';
  variant?: 'primary' | 'secondary' | 'ghost';
}

export function CopyButton({ text, label, size = 'icon-sm', variant = 'ghost' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy() {
    setOutcome((await writeClipboard(text)) ? 'copied' : 'refused');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome('idle'), SHOWN_MS);
  }

  const iconOnly = size === 'icon' || size === 'icon-sm';
  const said =
    outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Copying was refused; select the text instead' : '';
  return (
    <>
      <Button
        variant={variant}
        size={size}
        onClick={copy}
        aria-label={iconOnly ? label : undefined}
        title={iconOnly ? label : undefined}
        icon={outcome === 'copied' ? <Check className="text-ok-text" /> : <Copy />}
      >
        {iconOnly ? null : outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Not copied' : label}
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
