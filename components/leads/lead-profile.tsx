'use client';

import { useState } from 'react';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/class-names';
import { CopyButton } from '@/components/ui/copy-button';
import { Fact, Facts } from '@/components/ui/data-list';
import { TimeAgo } from '@/components/ui/time-ago';
import type { LeadDetail } from '@/lib/leads/contract';
import { eventName } from './event-words';
import { identifierName } from './names';
import { propertyLines } from './property-lines';

const TRAITS_SHOWN = 6;
/** Longer values are cut to three lines at first. */
const LONG_CHARS = 120;

/** Who the lead is: the fields, how it is recognised, what else was said of it, and the leads it was joined from. */
export function LeadProfile({ lead }: { lead: LeadDetail }) {
  return (
    <Card title="Profile" actions={lead.known ? null : <Badge tone="neutral">Anonymous</Badge>} className="break-words">
      <div className="grid grid-cols-1 gap-4">
        <Fields lead={lead} />
        <Identifiers identifiers={lead.identifiers} />
        <Traits traits={lead.traits} />
        <JoinedFrom mergedFrom={lead.mergedFrom} />
      </div>
    </Card>
  );
}

function Fields({ lead }: { lead: LeadDetail }) {
  const fields = [
    ['Name', lead.name],
    ['E-mail', lead.email],
    ['Company', lead.company],
    ['Title', lead.title],
    ['Phone', lead.phone],
    ['Website', lead.website],
    ['External id', lead.externalId],
    ['First source', lead.firstSource],
  ] as const;
  const given = fields.filter(([, value]) => value !== null);
  return (
    <Facts>
      {given.map(([name, value]) => (
        <Fact key={name} name={name}>
          <bdi>{value}</bdi>
        </Fact>
      ))}
      <Fact name="First seen">
        <TimeAgo moment={lead.firstSeenAt} />
      </Fact>
    </Facts>
  );
}

function Identifiers({ identifiers }: { identifiers: LeadDetail['identifiers'] }) {
  if (identifiers.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-1">
      <h3 className="text-xs font-medium text-faint">Recognised by</h3>
      <ul className="grid grid-cols-1 gap-0.5">
        {identifiers.map(({ kind, value }) => (
          <li key={`${kind} ${value}`} className="flex items-center gap-2 text-sm">
            <span className="w-24 shrink-0 text-faint">{identifierName(kind)}</span>
            <bdi className="min-w-0 flex-1 truncate font-mono text-xs" title={value}>
              {value}
            </bdi>
            <CopyButton text={value} label={`Copy ${identifierName(kind)}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Traits({ traits }: { traits: LeadDetail['traits'] }) {
  const [whole, setWhole] = useState(false);
  const { lines, left } = propertyLines(traits, whole ? Number.POSITIVE_INFINITY : TRAITS_SHOWN);
  if (lines.length === 0) return null;
  const cut = lines.some(({ text }) => text.length > LONG_CHARS);
  return (
    <section className="grid grid-cols-1 gap-1">
      <h3 className="text-xs font-medium text-faint">Traits</h3>
      <Facts>
        {lines.map(({ path, text }) => (
          <Fact key={path} name={<bdi className="break-all">{path}</bdi>}>
            <bdi className={cx('break-all', !whole && text.length > LONG_CHARS && 'line-clamp-3')}>{text}</bdi>
          </Fact>
        ))}
      </Facts>
      {(left > 0 || cut || whole) && (
        <Button
          variant="ghost"
          size="sm"
          className="justify-self-start"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? 'Show fewer' : left > 0 ? `Show ${left} more` : 'Show all of it'}
        </Button>
      )}
    </section>
  );
}

function JoinedFrom({ mergedFrom }: { mergedFrom: LeadDetail['mergedFrom'] }) {
  const { org } = useWorkspace();
  if (mergedFrom.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-1">
      <h3 className="text-xs font-medium text-faint">Joined from</h3>
      <ul className="grid gap-1 text-sm">
        {mergedFrom.map(({ leadId, mergedAt, reason }) => (
          <li key={`${leadId} ${mergedAt}`}>
            <code className="font-mono text-xs" title={leadId}>
              …{leadId.slice(-6)}
            </code>{' '}
            <TimeAgo moment={mergedAt} className="text-muted" />
            <span className="text-muted">
              {' '}
              by an event of type <bdi>{eventName(reason)}</bdi> that named both. Its events count here, and{' '}
              <a href={`/${org.slug}/leads/${leadId}`} className="underline underline-offset-2">
                its old address
              </a>{' '}
              leads here.
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
