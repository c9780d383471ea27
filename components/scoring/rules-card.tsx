'use client';

import { ListPlus, Plus } from 'lucide-react';
import { useState } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useNewInUrl } from '@/components/ui/use-new-in-url';
import type { Rule } from '@/lib/scoring/contract';
import { RuleDialog } from './rule-dialog';
import { RuleHistoryJob } from './rule-history-job';
import { RuleList } from './rule-list';
import { useRules } from './use-rules';

export function RulesCard() {
  const { can } = useWorkspace();
  const { query, rules } = useRules();
  const [adding, setAdding] = useNewInUrl();
  const [edited, setEdited] = useState<Rule | null>(null);
  const close = () => {
    setEdited(null);
    setAdding(false);
  };
  const isNew = adding && can('scoring:write');
  const add = (
    <Button variant="primary" size="sm" icon={<Plus />} onClick={() => setAdding(true)}>
      Add a rule
    </Button>
  );
  return (
    <Card
      title="Rules"
      description="A change counts for events from now on and makes a new version; what was scored before keeps its points, unless you apply the rule to history. Of several rules that match an event, the one with most conditions counts."
      actions={can('scoring:write') && add}
      flush
    >
      <RuleHistoryJob />
      {query.isPending ? (
        <SkeletonRows rows={12} columns={4} />
      ) : query.data === undefined ? (
        <QueryFailure error={query.error} what="the rules" onRetry={() => void query.refetch()} />
      ) : rules.length === 0 ? (
        <EmptyState icon={<ListPlus aria-hidden />} title="No rules" action={can('scoring:write') && add}>
          Without rules no event gives points, and every lead stays cold.
        </EmptyState>
      ) : (
        <>
          <RuleList rules={rules} onEdit={setEdited} />
          {query.hasNextPage && (
            <LoadMore
              shown={rules.length}
              hasMore
              pending={query.isFetchingNextPage}
              onLoadMore={() => void query.fetchNextPage()}
            />
          )}
        </>
      )}
      <RuleDialog edited={edited || isNew ? { rule: edited } : null} rules={rules} onClose={close} />
    </Card>
  );
}
