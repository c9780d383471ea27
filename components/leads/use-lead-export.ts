'use client';

import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { downloadFile } from '@/components/api/download';
import { useWorkspace } from '@/components/shell/workspace';
import type { TableColumn } from './names';

/** Where the file of a list is: the lead's name first, then the columns of the table, and its id, by which it is found again. */
export function exportPath(input: Readonly<Record<string, string>>, columns: readonly TableColumn[]): string {
  const names = new Set(['name', ...columns, 'id']);
  return `/api/leads/export?${new URLSearchParams({ ...input, columns: [...names].join(','), bom: 'true' })}`;
}

/** Saves the file of a list; `bytes` is what has come of it. */
export function useLeadExport() {
  const { org } = useWorkspace();
  const [bytes, setBytes] = useState(0);
  const line = useRef<AbortController>(null);
  const mutation = useMutation({
    retry: false,
    mutationFn: (path: string) => {
      line.current = new AbortController();
      setBytes(0);
      return downloadFile({ path, orgSlug: org.slug, signal: line.current.signal, onBytes: setBytes });
    },
  });
  const stop = () => {
    line.current?.abort();
    mutation.reset();
  };
  return { ...mutation, bytes, stop };
}
