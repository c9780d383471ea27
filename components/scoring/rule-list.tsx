'use client';

import { Pencil } from 'lucide-react';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { DataCard, DataList } from '@/components/ui/data-list';
import { formatSigned } from '@/components/ui/format-number';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Rule } from '@/lib/scoring/contract';
import { ApplyToHistory } from './apply-to-history';
import { conditionsInWords } from './condition-words';
import { DeleteRule, RuleSwitch } from './rule-controls';

interface RuleListProps {
  rules: readonly Rule[];
  onEdit: (rule: Rule) => void;
}

/** Each rule in its present version: a table, and cards on narrow screens. */
export function RuleList({ rules, onEdit }: RuleListProps) {
  return (
    <>
      <RuleTable rules={rules} onEdit={onEdit} />
      <DataList label="Scoring rules" className="md:hidden">
        {rules.map((rule) => (
          <DataCard
            key={rule.id}
            title={<EventType rule={rule} />}
            subtitle={<When rule={rule} />}
            trailing={<Points rule={rule} />}
            actions={
              <>
                <RuleSwitch rule={rule} />
                <span className="flex-1 text-xs text-faint">
                  <InForce rule={rule} />
                </span>
                <Actions rule={rule} onEdit={onEdit} />
              </>
            }
          />
        ))}
      </DataList>
    </>
  );
}

function RuleTable({ rules, onEdit }: RuleListProps) {
  const { can } = useWorkspace();
  return (
    <div className="max-md:hidden">
      <Table label="Scoring rules" className="table-fixed">
        <TableHead>
          <HeadCell className="w-48">Event</HeadCell>
          <HeadCell>When</HeadCell>
          <HeadCell numeric className="w-20">
            Points
          </HeadCell>
          <HeadCell className="w-20">Active</HeadCell>
          <HeadCell className="w-36">In force</HeadCell>
          {can('scoring:write') && (
            <HeadCell className="w-28">
              <span className="sr-only">Actions</span>
            </HeadCell>
          )}
        </TableHead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.id} className="align-top">
              <Cell>
                <EventType rule={rule} />
              </Cell>
              <Cell className="text-muted">
                <When rule={rule} />
              </Cell>
              <Cell numeric>
                <Points rule={rule} />
              </Cell>
              <Cell>
                <RuleSwitch rule={rule} />
              </Cell>
              <Cell className="text-xs text-muted">
                <InForce rule={rule} />
              </Cell>
              {can('scoring:write') && (
                <Cell numeric>
                  <Actions rule={rule} onEdit={onEdit} />
                </Cell>
              )}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function EventType({ rule: { eventType, active } }: { rule: Rule }) {
  return (
    <code dir="auto" className={cx('block font-mono text-xs leading-5 break-all', !active && 'text-faint')}>
      {eventType}
    </code>
  );
}

function When({ rule: { conditions, description } }: { rule: Rule }) {
  return (
    <span className="block break-words">
      <bdi title={conditionsInWords(conditions)} className="line-clamp-4">
        {conditionsInWords(conditions)}
      </bdi>
      {description !== '' && (
        <span dir="auto" title={description} className="line-clamp-2 text-left text-xs text-faint">
          {description}
        </span>
      )}
    </span>
  );
}

function Points({ rule: { points, active } }: { rule: Rule }) {
  return (
    <span
      className={cx(
        'font-medium tabular-nums',
        !active ? 'text-faint' : points > 0 ? 'text-ok-text' : points < 0 ? 'text-danger-text' : 'text-muted',
      )}
    >
      {formatSigned(points)}
    </span>
  );
}

function InForce({ rule: { version, effectiveFrom, appliedToHistoryAt } }: { rule: Rule }) {
  return (
    <>
      Version {version}
      <span className="text-faint">
        , {effectiveFrom === null || appliedToHistoryAt !== null ? 'since ever' : <TimeAgo moment={effectiveFrom} />}
      </span>
    </>
  );
}

function Actions({ rule, onEdit }: { rule: Rule; onEdit: (rule: Rule) => void }) {
  const { can } = useWorkspace();
  if (!can('scoring:write')) return null;
  const label = `Edit the rule for ${rule.eventType}`;
  return (
    <span className="inline-flex">
      <Button variant="ghost" size="icon-sm" aria-label={label} title="Edit" onClick={() => onEdit(rule)}>
        <Pencil />
      </Button>
      <ApplyToHistory rule={rule} />
      <DeleteRule rule={rule} />
    </span>
  );
}
