import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { navigationFor } from '@/components/shell/navigation';
import { workspaceSession } from '@/lib/identity';

/** On to the first settings page the member may open. */
export default async function SettingsPage({ params }: { params: Promise<{ org: string }> }): Promise<never> {
  const { org } = await params;
  const session = await workspaceSession(await headers(), org);
  const held = new Set(session?.permissions);
  const first = navigationFor((permission) => held.has(permission)).settings[0];
  redirect(`/${org}${first?.path ?? ''}`);
}
