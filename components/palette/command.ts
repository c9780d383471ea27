import type { LucideIcon } from 'lucide-react';
import type { Permission } from '@/lib/identity/contract';

interface Offered {
  /** The same every time, and nobody else's: what was used before is remembered by it. */
  id: string;
  label: string;
  icon: LucideIcon;
  /** Further words it is found by. */
  words?: string;
  /** Left out where everybody may. */
  needs?: Permission;
}

/** Something to choose in the palette: a place to go to, or something that is done. */
export type Command = Offered &
  (
    | { href: string }
    /** Called when the palette has closed and the focus is back where it was. */
    | { run: () => unknown }
  );

export interface CommandGroup {
  id: string;
  heading: string;
  commands: readonly Command[];
}

/** Keys as the browser names them (`KeyboardEvent.key`); `Mod` stands for ⌘ or Ctrl, written before a plus. */
export interface KeyBinding {
  /** Each of them does it. */
  keys: readonly string[];
  does: string;
}
