import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { BulkOptions, BulkProgress, BulkResult } from '../client/many/steer-many.ts';
import type { TriggerRow } from '../client/many/trigger-row.ts';
import { AutoTriggerError, errorCodes } from '../contract/errors.ts';
import type { TriggerFilter } from '../contract/trigger-filter.ts';
import { addFilterFlags, type FilterFlags, filterOf } from './filter-flags.ts';
import { cell, colors, grouped, printJson, printLine, printNote } from './print.ts';

/** The flags of a command that takes an id or a filter. */
export interface BulkFlags extends FilterFlags {
  all?: true;
  yes?: true;
  json?: true;
}

/** What a command for many is called in its lines. */
export interface BulkWords {
  verb: string;
  /** What became of those that took it, like `Paused`. */
  done: string;
  /** Why some had nothing to change. */
  soAlready: string;
  /** What it is about, one of them; a trigger where left out. */
  noun?: string;
  /** What is said where nothing is meant. */
  none?: string;
  /** True where it cannot be taken back: then the number is to be typed. */
  isFinal?: true;
}

const failuresShown = 10;

/** An id or a filter, and what goes with a filter. */
export function addTargets(command: Command, all = 'all that have not ended'): Command {
  command.argument('[id]', 'the tracking id; left out where a filter says which triggers are meant');
  return addFilterFlags(command).option('--all', all).option('--yes', 'do not ask before many are changed');
}

/**
 * What a command is about: the trigger of an id, or those of a filter.
 *
 * @throws {AutoTriggerError} InvalidRequest where both are given, or neither.
 */
export function targetOf(id: string | undefined, flags: BulkFlags): { id: string } | { filter: TriggerFilter } {
  const filter = filterOf(flags);
  const isFiltered = Object.keys(filter).length > 0;
  if (id !== undefined && (isFiltered || flags.all))
    throw new AutoTriggerError('InvalidRequest', `give an id (${id}) or a filter, not both`);
  if (flags.all && isFiltered) throw new AutoTriggerError('InvalidRequest', 'give --all or a filter, not both');
  if (id !== undefined) return { id };
  if (!isFiltered && !flags.all)
    throw new AutoTriggerError(
      'InvalidRequest',
      'say which triggers: an id, a filter like --state scheduled or --email ann@example.com, or --all',
    );
  return { filter };
}

/** A trigger on one line, for whoever is asked about it. */
function describeTrigger({ tracking_id, state, goal }: TriggerRow): string {
  return `${cell(tracking_id)} (${cell(state)}) ${cell(goal)}`;
}

/** As `steerAll`, for triggers. */
export async function steerTargets(
  words: BulkWords,
  flags: BulkFlags,
  steer: (options: BulkOptions) => Promise<BulkResult>,
): Promise<void> {
  await steerAll(words, flags, describeTrigger, steer);
}

/** Changes many: asks, shows how far it is, and says what became of them. Ctrl-C ends it between two triggers. */
export async function steerAll<Example>(
  words: BulkWords,
  flags: Pick<BulkFlags, 'yes' | 'json'>,
  describe: (example: Example) => string,
  steer: (options: BulkOptions<Example>) => Promise<BulkResult>,
): Promise<void> {
  const interruption = new AbortController();
  interruption.signal.addEventListener('abort', () => printNote('Ending; what was sent is let finish.'));
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let isDeclined = false;
  const progress = progressLine(words);
  const result = await steer({
    signal: interruption.signal,
    onProgress: progress,
    async confirm(matched, examples) {
      const isWanted = flags.yes === true || (await ask(words, matched, examples.map(describe)));
      isDeclined = !isWanted;
      return isWanted;
    },
  });
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (flags.json) printJson(result);
  else if (isDeclined) printLine('Nothing was changed.');
  else printResult(words, result);
  if (result.failed.length > 0 || result.left > 0) process.exitCode = errorExitCode;
}

const errorExitCode = errorCodes.NoWorker.exitCode;

async function ask({ verb, isFinal, noun = 'trigger' }: BulkWords, matched: number, shown: string[]): Promise<boolean> {
  const count = `${grouped(matched)} ${noun}${matched === 1 ? '' : 's'}`;
  if (!process.stdin.isTTY)
    throw new AutoTriggerError(
      'InvalidRequest',
      `${count} would be meant, like ${shown[0]?.split(/ \(|: /)[0]}; there is no terminal to ask at, so say --yes to ${verb} them`,
    );
  for (const line of shown) process.stderr.write(`  ${line}\n`);
  if (matched > shown.length) process.stderr.write(`  … and ${grouped(matched - shown.length)} more\n`);
  const answer = await readAnswer(
    isFinal ? `To ${verb} ${count}, type ${matched}: ` : `${verb[0]?.toUpperCase()}${verb.slice(1)} ${count}? [y/N] `,
  );
  return isFinal ? answer.replaceAll(/[ ,]/g, '') === String(matched) : /^y(?:es)?$/i.test(answer.trim());
}

/** A line from the terminal; an empty one at Ctrl-C and at its end. */
async function readAnswer(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const end = new AbortController();
  terminal.once('SIGINT', () => end.abort()).once('close', () => end.abort());
  try {
    return await terminal.question(question, { signal: end.signal });
  } catch {
    process.stderr.write('\n');
    return '';
  } finally {
    terminal.close();
  }
}

/** On a terminal one line that changes, else a line for each tenth. */
function progressLine({ verb }: BulkWords): (progress: BulkProgress) => void {
  let tenths = 0;
  return ({ matched, left, failed }) => {
    const line = `${verb}: ${grouped(matched - left)} of ${grouped(matched)}${failed > 0 ? `, ${grouped(failed)} not` : ''}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001B[K${line}${left === 0 ? '\r\u001B[K' : ''}`);
      return;
    }
    const reached = Math.floor(((matched - left) * 10) / matched);
    if (reached === tenths || matched < failuresShown) return;
    tenths = reached;
    printNote(line);
  };
}

function printResult({ done, soAlready, noun = 'trigger', none }: BulkWords, result: BulkResult): void {
  if (result.matched === 0) return printLine(none ?? `No open ${noun}s match.`);
  printLine(
    `${done} ${grouped(result.done)} of ${grouped(result.matched)}${result.unchanged > 0 ? `; ${grouped(result.unchanged)} ${soAlready}` : ''}.`,
  );
  printFailures(
    'refused',
    result.failed.filter(({ code }) => !errorCodes[code].retryable),
  );
  printFailures(
    'failed, and may be tried again',
    result.failed.filter(({ code }) => errorCodes[code].retryable),
  );
  if (result.left > 0) printLine(`${grouped(result.left)} left; the same command goes on with them.`);
}

function printFailures(what: string, failures: BulkResult['failed']): void {
  if (failures.length === 0) return;
  printLine(colors.red(`${grouped(failures.length)} ${what}:`));
  for (const { tracking_id, message } of failures.slice(0, failuresShown))
    printLine(`  ${message.includes(tracking_id) ? '' : `${cell(tracking_id)}: `}${cell(message)}`);
  if (failures.length > failuresShown)
    printLine(`  … and ${grouped(failures.length - failuresShown)} more; --json has them all`);
}
