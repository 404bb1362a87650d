import { availableParallelism, totalmem } from 'node:os';
import { AutoTriggerError } from './contract/errors.ts';

/** What a page, and the browser and worker beside all pages, take of memory. */
const pageBytes = 150e6;
const besideBytes = 1e9;
const pagesPerProcessor = 2;

/** So many pages a machine can work in at one time. */
export function defaultMaxPages(memoryBytes = memoryOfProcess(), processors = availableParallelism()): number {
  const fitting = Math.floor((memoryBytes - besideBytes) / pageBytes);
  return Math.max(1, Math.min(fitting, processors * pagesPerProcessor));
}

/** A container may have less than its machine. */
const memoryOfProcess = () => Math.min(totalmem(), process.constrainedMemory() || Infinity);

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
