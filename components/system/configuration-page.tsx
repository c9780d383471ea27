'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { PermissionGate } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Card } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import type { ConfiguredVariable } from '@/lib/system/contract';
import { ConnectionsCard } from './connections-card';
import { VariableList } from './variable-list';

/** Which variables the installation was started with, what looks wrong, and whether what they lead to answers. */
export function ConfigurationPage() {
  const { org } = useWorkspace();
  return (
    <Page>
      <PageHeader
        above={<Link href={`/${org.slug}/system`}>System</Link>}
        title="Configuration"
        description="The variables this installation was started with. A changed variable counts from the next start on. Of secrets nothing is shown but whether they are set."
      />
      <PermissionGate needs="settings:write" what="the configuration of the installation">
        <div className="grid grid-cols-1 gap-4">
          <ConnectionsCard />
          <Variables />
        </div>
      </PermissionGate>
    </Page>
  );
}

function Variables() {
  const configuration = useQuery(useApi().system.getConfiguration.queryOptions());
  if (configuration.data === undefined)
    return (
      <Card title="Variables" flush>
        {configuration.isPending ? (
          <SkeletonRows rows={12} columns={3} />
        ) : (
          <QueryFailure
            error={configuration.error}
            what="the configuration"
            onRetry={() => void configuration.refetch()}
          />
        )}
      </Card>
    );
  const { variables } = configuration.data;
  const wrong = variables.filter(({ state }) => state === 'looks wrong');
  return (
    <>
      {wrong.length > 0 && (
        <Card title="Looks wrong" description="What to look at first." flush>
          <VariableList label="Looks wrong" variables={wrong} />
        </Card>
      )}
      {groupsOf(variables).map(([group, members]) => (
        <Card key={group} title={group} flush>
          <VariableList label={group} variables={members} />
        </Card>
      ))}
    </>
  );
}

/** In the order in which the server lists them. */
function groupsOf(variables: readonly ConfiguredVariable[]): [string, ConfiguredVariable[]][] {
  return [...Map.groupBy(variables, ({ group }) => group)];
}
