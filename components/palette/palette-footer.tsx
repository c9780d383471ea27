import { Kbd } from '@/components/ui/kbd';
import { keyNames } from './keys';

const HINTS = [
  { keys: ['ArrowUp', 'ArrowDown'], does: 'to move' },
  { keys: ['Enter'], does: 'to choose' },
  { keys: ['Escape'], does: 'to close' },
];

/** The keys inside the palette; not where there is no keyboard. */
export function PaletteFooter() {
  return (
    <footer className="mt-auto flex shrink-0 gap-4 border-t px-4 py-2 text-xs text-faint max-md:hidden pointer-coarse:hidden">
      {HINTS.map(({ keys, does }) => (
        <span key={does} className="inline-flex items-center gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{keyNames(key, false)}</Kbd>
          ))}
          {does}
        </span>
      ))}
    </footer>
  );
}
