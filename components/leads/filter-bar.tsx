'use client';

import { X } from 'lucide-react';
import { useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { isFiltered, type LeadFilters } from './lead-filters';
import { dayAndTime } from './moment-text';
import { SORT_NAMES, SORT_ORDER, STAGE_NAMES, STAGE_ORDER, STATUS_NAMES, STATUS_ORDER } from './names';
import { SearchBox } from './search-box';
import { useTimeZone } from './use-time-zone';

interface FilterBarProps {
  filters: LeadFilters;
  onChange: (change: Partial<LeadFilters>) => void;
  onClear: () => void;
}

export function FilterBar({ filters, onChange, onClear }: FilterBarProps) {
  const timeZone = useTimeZone();
  const onSearch = useCallback((search: string) => onChange({ search }), [onChange]);
  return (
    <search className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
      <SearchBox
        value={filters.search}
        onChange={onSearch}
        label="Name, e-mail, company or external id"
        className="w-full md:w-72"
      />
      <Choice
        label="Stage"
        any="Any stage"
        value={filters.stage}
        options={STAGE_ORDER}
        names={STAGE_NAMES}
        onChoose={(stage) => onChange({ stage })}
      />
      <Choice
        label="Status"
        any="Any status"
        value={filters.status}
        options={STATUS_ORDER}
        names={STATUS_NAMES}
        onChoose={(status) => onChange({ status })}
      />
      <Choice
        label="Known or anonymous"
        any="Known and anonymous"
        value={filters.known}
        options={['true', 'false']}
        names={{ true: 'Known', false: 'Anonymous' }}
        onChoose={(known) => onChange({ known })}
      />
      <Choice
        label="Order"
        value={filters.sort}
        options={SORT_ORDER}
        names={SORT_NAMES}
        onChoose={(sort) => sort && onChange({ sort })}
      />
      {filters.seenFrom !== null && (
        <Button size="sm" onClick={() => onChange({ seenFrom: null })} icon={<X aria-hidden />}>
          <span className="sr-only">Remove: </span>
          First seen since {dayAndTime(filters.seenFrom, timeZone)}
        </Button>
      )}
      {isFiltered(filters) && (
        <Button variant="ghost" size="sm" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </search>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  /** The choice that does not narrow the list; absent where one must be chosen. */
  any?: string;
  value: Value | null;
  options: readonly Value[];
  names: Record<Value, string>;
  onChoose: (value: Value | null) => void;
}

function Choice<Value extends string>({ label, any, value, options, names, onChoose }: ChoiceProps<Value>) {
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(options.find((option) => option === event.target.value) ?? null)}
      className="w-auto max-md:flex-1 max-md:basis-36"
    >
      {any !== undefined && <option value="">{any}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {names[option]}
        </option>
      ))}
    </Select>
  );
}
