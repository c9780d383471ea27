'use client';

import { useState } from 'react';

interface LazyModule<Module> {
  /** Null until it was asked for and came. */
  module: Module | null;
  load: () => void;
}

/** Code that is fetched when it is first needed; until then what stands there stays, so nothing jumps and no focus is lost. */
export function useLazyModule<Module>(fetchModule: () => Promise<Module>): LazyModule<Module> {
  const [module, setModule] = useState<Module | null>(null);
  return { module, load: () => void fetchModule().then((loaded) => setModule(() => loaded)) };
}
