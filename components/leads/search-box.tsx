'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Input } from '@/components/ui/input';

/** Long enough to type a word without asking for each letter. */
const PAUSE_MS = 250;

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  className?: string;
}

/** A search field that speaks after a pause, and follows when the URL changes under it. */
export function SearchBox({ value, onChange, label, className }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const said = useRef(value);

  useEffect(() => {
    if (value === said.current) return;
    said.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const next = text.trim();
    if (next === said.current) return;
    const timer = setTimeout(() => {
      said.current = next;
      onChange(next);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  return (
    <Input
      type="search"
      dir="auto"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return;
        event.stopPropagation();
        setText('');
      }}
      leading={<Search aria-hidden />}
      className={className ?? ''}
    />
  );
}
