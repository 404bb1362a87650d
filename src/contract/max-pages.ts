import { AutoTriggerError } from './errors.ts';

const maxPagesMost = 1_000;

/** What `AUTO_TRIGGER_MAX_PAGES` says. @throws {AutoTriggerError} BadConfiguration. */
export function maxPagesIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const pages = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (pages >= 1 && pages <= maxPagesMost) return pages;
  throw new AutoTriggerError(
    'BadConfiguration',
    `AUTO_TRIGGER_MAX_PAGES: "${text}" is no number of pages; write a whole number from 1 to ${maxPagesMost}`,
    { details: { variable: 'AUTO_TRIGGER_MAX_PAGES' } },
  );
}
