import type { Preview } from '../client/creating/preview.ts';
import type { PreviewFire, PreviewNeeds } from '../client/creating/preview-needs.ts';
import type { Effect } from '../contract/tools.ts';
import { type Field, fieldLines } from './fields.ts';
import { cell, colors, fromNow, printLine } from './print.ts';
import { printTable } from './table.ts';
import { wrap } from './text-width.ts';

const tasks: Record<NonNullable<PreviewNeeds['planner']['task']>, string> = {
  list: 'tells the latest of a list',
  price: 'watches a price',
  text: 'watches a text',
  version: 'watches a version number',
  page: 'watches a page as a whole',
  beyond: 'cannot do this goal',
};

const deeds: Record<Effect, string> = {
  read: 'to open pages',
  act: 'to click and type',
  submit: 'to send forms',
  download: 'to download',
  leave: "to leave the goal's sites",
};

/** A preview as a person reads it, at the width of the terminal, or 80 columns. */
export function printPreview(preview: Preview, goal: string): void {
  const { fires, repeats, warnings } = preview;
  printLine(
    repeats === null
      ? 'A preview: nothing was started.'
      : `Nothing would be started: this idempotency_key has its trigger, ${repeats}.`,
  );
  printLine();
  printWrapped([['goal', cell(goal)], ...accountFields(preview), ...needFields(preview.needs)]);
  if (fires.length > 0) {
    printLine();
    printFires(preview);
  }
  if (warnings.length > 0) printLine();
  for (const warning of warnings) printWarning(cell(warning));
}

function accountFields(preview: Preview): [string, string | undefined][] {
  const { email, time_zone, max_session_per_day, sessions_left, sessions_total, fires, last_fire } = preview;
  const sessions =
    sessions_total > 1 ? `${count(sessions_total)}, the last at ${clock(last_fire?.at)} UTC` : count(sessions_total);
  return [
    [
      'account',
      `${cell(email)}: ${count(sessions_left)} of ${count(max_session_per_day)} sessions left today (${time_zone})`,
    ],
    ['sessions', preview.repeats === null ? sessions : undefined],
    ['runs dry', preview.runs_dry_at === null ? undefined : `${clock(preview.runs_dry_at)} UTC, when the day is full`],
    ['jitter', jitterOf(fires)],
  ];
}

function jitterOf([first]: PreviewFire[]): string | undefined {
  return first === undefined || first.latest === first.at
    ? undefined
    : `each begins up to ${(Date.parse(first.latest) - Date.parse(first.at)) / 1_000} s later`;
}

function needFields({
  planner,
  model,
  sites,
  permissions,
  secrets,
  worker,
}: PreviewNeeds): [string, string | undefined][] {
  const toAsk = permissions.filter(({ decision }) => decision === 'ask').map(({ effect }) => deeds[effect]);
  const denied = permissions.filter(({ decision }) => decision === 'deny').map(({ effect }) => deeds[effect]);
  return [
    ['planner', planner.task === null ? 'a language model' : `built-in: ${tasks[planner.task]}`],
    [
      'model',
      model === null
        ? undefined
        : `${cell(model.name)}, key in ${model.key_variable} of the worker (${setting(model.is_key_set_here)})`,
    ],
    ['sites', sites.length > 0 ? cell(sites.join(', ')) : undefined],
    ['asks first', toAsk.length > 0 ? toAsk.join(', ') : undefined],
    ['may not', denied.length > 0 ? denied.join(', ') : undefined],
    ...secrets.map(({ name, variable, is_set_here }): [string, string] => [
      'secret',
      cell(`${name}, in ${variable} of the worker (${setting(is_set_here)})`),
    ]),
    ['needs', `a browser, and a worker: ${worker.is_running ? 'one polls' : 'none polls'} ${cell(worker.task_queue)}`],
  ];
}

function printFires({ fires, sessions_total, time_zone }: Preview): void {
  const isUtc = fires.every(({ at, local }) => clock(at) === clock(local));
  printTable(
    ['', 'UTC', ...(isUtc ? [] : [time_zone.toUpperCase()]), 'FROM NOW'],
    fires.map(({ at, local }, position) => [
      String(position + 1),
      clock(at),
      ...(isUtc ? [] : [`${clock(local)} ${local.slice(-6)}`]),
      fromNow(at),
    ]),
  );
  const more = sessions_total - fires.length;
  if (more > 0) printLine(`and ${count(more)} more`);
}

const columnsDefault = 80;

const setting = (isSet: boolean) => `${isSet ? 'set' : 'not set'} here`;

const count = (figure: number) => figure.toLocaleString('en-US');

/** Date and time as they are written, without the offset. */
function clock(time: string | undefined): string {
  return (time ?? '').slice(0, 19).replace('T', ' ');
}

function printWrapped(fields: Field[]): void {
  for (const line of fieldLines(fields, columns())) printLine(line);
}

function printWarning(warning: string): void {
  const mark = 'warning: ';
  const lines = wrap(warning, columns() - mark.length);
  for (const [index, line] of lines.entries())
    printLine(`${index === 0 ? colors.yellow(mark) : ' '.repeat(mark.length)}${line}`);
}

function columns(): number {
  return process.stdout.columns ?? columnsDefault;
}
