'use client';

import { Fragment } from 'react';
import { DialogSurface } from '@/components/ui/dialog-surface';
import { Kbd } from '@/components/ui/kbd';
import type { KeyBinding } from './command';
import { keyNames } from './keys';
import { useIsMac } from './use-is-mac';
import { useOfferedKeys } from './use-keys';

interface KeySheetProps {
  /** Keys that work whatever the page. */
  everywhere: readonly KeyBinding[];
  onClose: () => void;
}

/** Every key that does something on the page behind it. */
export function KeySheet({ everywhere, onClose }: KeySheetProps) {
  const offers = [...useOfferedKeys(), { where: 'Everywhere', bindings: everywhere }];
  const isMac = useIsMac();
  return (
    <DialogSurface open onOpenChange={onClose} title="Keys" description="What can be pressed on this page." size="sm">
      <div className="grid grid-cols-1 gap-4">
        {offers.map(({ where, bindings }) => (
          <section key={where} className="grid grid-cols-1 gap-1">
            <h3 className="text-xs font-medium text-faint">{where}</h3>
            <dl className="divide-y">
              {bindings.map(({ keys, does }) => (
                <div key={does} className="flex min-h-8 items-center justify-between gap-4">
                  <dt>{does}</dt>
                  <dd className="flex shrink-0 items-center gap-1 text-xs text-faint">
                    {keys.map((key, index) => (
                      <Fragment key={key}>
                        {index > 0 && 'or'}
                        {keyNames(key, isMac).map((name) => (
                          <Kbd key={name}>{name}</Kbd>
                        ))}
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogSurface>
  );
}
