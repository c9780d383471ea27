import {
  BookOpen,
  Building2,
  ClipboardCopy,
  Gauge,
  Keyboard,
  KeyRound,
  LogOut,
  type LucideIcon,
  MailCheck,
  Monitor,
  Moon,
  Plus,
  Radio,
  Sun,
  UserPlus,
} from 'lucide-react';
import { navigationFor } from '@/components/shell/navigation';
import { THEMES, type Theme } from '@/components/shell/themes';
import { NEW_IN_URL } from '@/components/ui/use-new-in-url';
import type { Membership, Permission } from '@/lib/identity/contract';
import type { Command, CommandGroup } from './command';

export interface Surroundings {
  org: { id: string; slug: string };
  can: (permission: Permission) => boolean;
  memberships: readonly Membership[];
  /** What is chosen now. */
  theme: string;
  /** False where it is known that the own address was not confirmed yet. */
  emailVerified: boolean;
  copySnippet: () => unknown;
  setTheme: (theme: Theme) => void;
  signOut: () => unknown;
  showKeys: () => void;
}

/** Everything that can be chosen wherever one is, and is permitted. */
export function workspaceCommands(around: Surroundings): CommandGroup[] {
  return [
    { id: 'go', heading: 'Go to', commands: destinations(around) },
    { id: 'do', heading: 'Do', commands: actions(around) },
    { id: 'organizations', heading: 'Organizations', commands: organizations(around) },
    { id: 'account', heading: 'Account', commands: account(around) },
  ].map((group) => ({ ...group, commands: permitted(group.commands, around.can) }));
}

/** Only what the member may do. */
export function permitted(commands: readonly Command[], can: Surroundings['can']): Command[] {
  return commands.filter(({ needs }) => needs === undefined || can(needs));
}

function destinations({ org, can }: Surroundings): Command[] {
  const { work, settings, further } = navigationFor(can);
  const pages = (among: typeof work, words: string) =>
    among.map(
      ({ path, label, icon }): Command => ({ id: `go:${path}`, label, icon, words, href: `/${org.slug}${path}` }),
    );
  return [
    ...pages(work, ''),
    ...pages(further, ''),
    ...pages(settings, 'settings'),
    { id: 'go:api-reference', label: 'API reference', icon: BookOpen, words: 'docs endpoints rest', href: '/docs/api' },
  ];
}

function actions({ org, copySnippet, showKeys }: Surroundings): Command[] {
  const newOn = (page: string) => ({ href: `/${org.slug}/settings/${page}${NEW_IN_URL}` });
  return [
    {
      id: 'do:rule',
      label: 'New scoring rule',
      icon: Gauge,
      words: 'add create points',
      needs: 'scoring:write',
      ...newOn('scoring'),
    },
    {
      id: 'do:invite',
      label: 'Invite a member',
      icon: UserPlus,
      words: 'new add teammate colleague',
      needs: 'members:write',
      ...newOn('members'),
    },
    {
      id: 'do:api-key',
      label: 'New API key',
      icon: KeyRound,
      words: 'add create token',
      needs: 'keys:write',
      ...newOn('api-keys'),
    },
    {
      id: 'do:source',
      label: 'New source',
      icon: Radio,
      words: 'add create write key website',
      needs: 'sources:write',
      ...newOn('sources'),
    },
    {
      id: 'do:snippet',
      label: 'Copy the install snippet',
      icon: ClipboardCopy,
      words: 'script tag sdk website',
      needs: 'sources:write',
      run: copySnippet,
    },
    { id: 'do:keys', label: 'Show the keys', icon: Keyboard, words: '? keyboard shortcuts help', run: showKeys },
  ];
}

function organizations({ org, memberships }: Surroundings): Command[] {
  const others = memberships.filter(({ orgId }) => orgId !== org.id);
  return [
    ...others.map(
      ({ orgId, name, slug }): Command => ({
        id: `org:${orgId}`,
        label: name,
        icon: Building2,
        words: 'switch organization',
        href: `/${slug}`,
      }),
    ),
    { id: 'org:new', label: 'New organization', icon: Plus, words: 'add create', href: '/welcome' },
  ];
}

const THEME_ICONS: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };

function account({ theme, emailVerified, setTheme, signOut }: Surroundings): Command[] {
  const confirm: Command = {
    id: 'account:confirm',
    label: 'Confirm your e-mail address',
    icon: MailCheck,
    words: 'verify account',
    href: '/verify-email',
  };
  return [
    ...(emailVerified ? [] : [confirm]),
    ...THEMES.filter(({ value }) => value !== theme).map(
      ({ value, label }): Command => ({
        id: `theme:${value}`,
        label: `Theme: ${label.toLowerCase()}`,
        icon: THEME_ICONS[value],
        words: 'account colours mode switch',
        run: () => setTheme(value),
      }),
    ),
    { id: 'account:leave', label: 'Sign out', icon: LogOut, words: 'account log out leave', run: signOut },
  ];
}
