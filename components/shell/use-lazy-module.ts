'use client';

import { useState } from 'react';
import { toast } from '@/components/ui/toaster';

interface LazyModule<Module> {
  /** Null until it was asked for and came. */
  module: Module | null;
  load: () => void;
}

/** Code that is fetched when it is first needed; until then what stands there stays, so nothing jumps and no focus is lost. */
export function useLazyModule<Module>(
  fetchModule: () => Promise<Module>,
  onFailure: () => void = sayItFailed,
): LazyModule<Module> {
  const [module, setModule] = useState<Module | null>(null);
  return { module, load: () => void fetchModule().then((loaded) => setModule(() => loaded), onFailure) };
}

/** Without a connection, or when the page is older than what the server serves now. */
export function sayItFailed(): void {
  toast.error('This could not be loaded. Check the connection, or reload the page.');
}
