import type { Command } from 'commander';
import { TriggerFilter } from '../contract/trigger-filter.ts';
import { given } from './given.ts';

/** The flags that say which triggers are meant, by the names of the filter's fields in kebab-case. */
export interface FilterFlags {
  state?: string;
  email?: string;
  nextFireBefore?: string;
  nextFireAfter?: string;
  lastOutcome?: string;
  stuck?: true;
  query?: string;
}

const values: Record<keyof TriggerFilter, string | null> = {
  state: 'state',
  email: 'address',
  next_fire_before: 'time',
  next_fire_after: 'time',
  last_outcome: 'outcome',
  stuck: null,
  query: 'filter',
};

export function addFilterFlags(command: Command): Command {
  for (const [field, schema] of Object.entries(TriggerFilter.shape)) {
    const value = values[field as keyof TriggerFilter];
    command.option(value === null ? flagOf(field) : `${flagOf(field)} <${value}>`, schema.description);
  }
  return command;
}

/** The filter as it was written; it is checked where it is used. */
export function filterOf(flags: FilterFlags): TriggerFilter {
  return given({
    state: flags.state,
    email: flags.email,
    next_fire_before: flags.nextFireBefore,
    next_fire_after: flags.nextFireAfter,
    last_outcome: flags.lastOutcome,
    stuck: flags.stuck,
    query: flags.query,
  }) as TriggerFilter;
}

/** A filter as flags, for a command that a person may paste. */
export function filterAsFlags(filter: TriggerFilter): string {
  return Object.entries(filter)
    .map(([field, value]) => (value === true ? flagOf(field) : `${flagOf(field)} ${shellWord(String(value))}`))
    .join(' ');
}

/** A text as one word of a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function flagOf(field: string): string {
  return `--${field.replaceAll('_', '-')}`;
}
