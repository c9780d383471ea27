import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { apiRoutes } from '@/components/api/routes';
import { Shell } from '@/components/shell/shell';
import { WorkspaceProvider } from '@/components/shell/workspace';
import { signedInUser, workspaceSession } from '@/lib/identity';

interface WorkspaceLayoutProps {
  children: ReactNode;
  params: Promise<{ org: string }>;
}

const sessionIn = cache(async (slug: string) => workspaceSession(await headers(), slug));

export async function generateMetadata({ params }: WorkspaceLayoutProps): Promise<Metadata> {
  const session = await sessionIn((await params).org);
  if (session === null) return {};
  return { title: { template: `%s · ${session.membership.name}`, default: session.membership.name } };
}

/** A slug of somebody else's organization and one that does not exist look the same from outside. */
export default async function WorkspaceLayout({ children, params }: WorkspaceLayoutProps) {
  const { org: slug } = await params;
  const session = await sessionIn(slug);
  if (session === null) {
    const requestHeaders = await headers();
    if ((await signedInUser(requestHeaders)) !== null) notFound();
    redirect(`/sign-in?next=${encodeURIComponent(requestHeaders.get('x-path') ?? `/${slug}`)}`);
  }
  const { user, membership, memberships, permissions } = session;
  const org = {
    id: membership.orgId,
    slug: membership.slug,
    name: membership.name,
    role: membership.role,
    isDemo: membership.isDemo,
  };
  return (
    <WorkspaceProvider org={org} user={user} permissions={[...permissions]} routes={apiRoutes()}>
      <Shell memberships={memberships}>{children}</Shell>
    </WorkspaceProvider>
  );
}
