import {
  Activity,
  Bug,
  Building2,
  Cpu,
  Gauge,
  House,
  KeyRound,
  type LucideIcon,
  Mails,
  Radio,
  SlidersHorizontal,
  Trophy,
  UserRoundSearch,
  Users,
} from 'lucide-react';
import type { Permission } from '@/lib/identity/contract';

export interface Destination {
  /** Below the organization; empty for its first page. */
  path: string;
  label: string;
  icon: LucideIcon;
  permission: Permission;
}

const WORK: readonly Destination[] = [
  { path: '', label: 'Home', icon: House, permission: 'dashboard:read' },
  { path: '/leads', label: 'Leads', icon: UserRoundSearch, permission: 'leads:read' },
  { path: '/leaderboard', label: 'Leaderboard', icon: Trophy, permission: 'dashboard:read' },
  { path: '/system', label: 'System', icon: Cpu, permission: 'system:read' },
];

const SETTINGS: readonly Destination[] = [
  { path: '/settings/organization', label: 'Organization', icon: Building2, permission: 'settings:read' },
  { path: '/settings/members', label: 'Members', icon: Users, permission: 'team:read' },
  { path: '/settings/scoring', label: 'Scoring', icon: Gauge, permission: 'scoring:read' },
  { path: '/settings/sources', label: 'Sources & keys', icon: Radio, permission: 'sources:read' },
  { path: '/settings/api-keys', label: 'API keys', icon: KeyRound, permission: 'keys:read' },
  { path: '/settings/outbox', label: 'Outbox', icon: Mails, permission: 'outbox:read' },
];

/** Pages that others lead to, such as a figure to its rows; the rail does not show them. */
const FURTHER: readonly Destination[] = [
  { path: '/events', label: 'Events', icon: Activity, permission: 'events:read' },
  { path: '/sources/debugger', label: 'Debugger', icon: Bug, permission: 'events:read' },
  { path: '/system/configuration', label: 'Configuration', icon: SlidersHorizontal, permission: 'settings:write' },
];

export interface Navigation {
  work: Destination[];
  settings: Destination[];
  further: Destination[];
}

/** Only what the member may open. */
export function navigationFor(can: (permission: Permission) => boolean): Navigation {
  const allowed = ({ permission }: Destination) => can(permission);
  return { work: WORK.filter(allowed), settings: SETTINGS.filter(allowed), further: FURTHER.filter(allowed) };
}

/** Whether a page lies in a destination: the first page is only itself, the others include what is below them. */
export function isHere(pathname: string, orgSlug: string, path: string): boolean {
  const target = `/${orgSlug}${path}`;
  return pathname === target || (path !== '' && pathname.startsWith(`${target}/`));
}
