import { type Command, Option } from 'commander';
import type { Sessions } from '../../client/assisfy.ts';
import type { Preview } from '../../client/creating/preview.ts';
import type { CreatedTrigger } from '../../client/trigger-handle.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { TriggerStatus } from '../../contract/status.ts';
import type { CreateRequest } from '../../contract/trigger.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { addRequestFlags, requestOf } from '../create-flags.ts';
import { followTrigger } from '../follow.ts';
import { type Field, printFields } from '../fields.ts';
import { cell, exact, grouped, instant, printJson, printJsonLine, printLine, span } from '../print.ts';
import { printPreview } from '../print-preview.ts';

interface CreateFlags extends CommonFlags {
  watch?: true;
  dryRun?: true;
  strict?: true;
}

export function addCreateCommand(program: Command): void {
  const command = addCommand(
    program,
    'create',
    'start an auto-trigger, or without --interval and --end-at one session',
  );
  addRequestFlags(command)
    .addOption(new Option('--dry-run', 'check and preview only; starts nothing').conflicts('watch'))
    .option('--strict', 'take what the preview warns of for bad input, and start nothing')
    .option('--watch', 'follow it until it ends')
    .action(async (flags: CreateFlags & Record<string, unknown>) => {
      const request = requestOf(flags);
      await withClient(flags, (client, warn) =>
        flags.dryRun
          ? previewOnly(client.session(), request, flags)
          : start(client.session(), request, { flags, warn }),
      );
    });
}

async function previewOnly(sessions: Sessions, request: CreateRequest, flags: CreateFlags): Promise<void> {
  const preview = await sessions.create({ ...request, dry_run: true });
  if (flags.json) printJson(preview);
  else printPreview(preview, request.goal);
  const { length } = preview.warnings;
  if (flags.strict && length > 0)
    throw warned(`--strict: ${length} ${length > 1 ? 'warnings' : 'warning'}`, preview.warnings);
}

/** Whoever starts something is told what a preview would have told. */
async function start(
  sessions: Sessions,
  request: CreateRequest,
  { flags, warn }: { flags: CreateFlags; warn: (message: string) => void },
): Promise<void> {
  const preview = await sessions.create({ ...request, dry_run: true });
  const { warnings } = preview;
  if (flags.strict && warnings.length > 0)
    throw warned(`nothing was started, by --strict: ${warnings.join('; ')}`, warnings);
  warnings.forEach(warn);
  const trigger = await sessions.create(request);
  if (trigger.ended !== null) await refuseUnlessCompleted(trigger.ended);
  if (flags.json) (flags.watch ? printJsonLine : printJson)(trigger);
  else printCreated(trigger, scheduleFields(preview, request), flags.watch ?? false);
  if (flags.watch) await followTrigger(trigger, flags);
}

/** A request that is repeated when its trigger failed or was stopped asks for what does not run. */
async function refuseUnlessCompleted(ended: TriggerStatus): Promise<void> {
  const { tracking_id, state } = ended;
  if (state === 'completed') return;
  const { describeEnd } = await import('../../client/server/status.ts');
  const message = `nothing was started, since the idempotency_key stands for a trigger that is over: ${describeEnd(ended)}; give another key to start anew`;
  throw new AutoTriggerError('WrongState', message, { details: { tracking_id, state } });
}

/** When its sessions are; nothing where it was started before. */
function scheduleFields({ fires, last_fire, sessions_total }: Preview, { withAutoTrigger }: CreateRequest): Field[] {
  const [first] = fires;
  if (first === undefined) return [];
  if (withAutoTrigger === undefined) return [['rhythm', 'a single session, now']];
  const { interval, end_at } = withAutoTrigger;
  const sessions = sessions_total === 1 ? 'one session' : `${grouped(sessions_total)} sessions`;
  const last = last_fire === null || sessions_total === 1 ? '' : `, the last at ${exact(last_fire.at)}`;
  return [
    ['rhythm', `every ${span(interval * 60_000)}: ${sessions}${last}`],
    ['end', instant(new Date(end_at).toISOString())],
    ['next session', withAutoTrigger.start_now ? 'now' : instant(first.at)],
  ];
}

function warned(message: string, warnings: string[]): AutoTriggerError {
  const problems = warnings.map((warning) => ({ field: null, message: warning }));
  return new AutoTriggerError('InvalidRequest', message, { details: { problems } });
}

function printCreated(trigger: CreatedTrigger, schedule: Field[], watching: boolean): void {
  printFields([...Object.entries(trigger).map(([name, value]): Field => [name, valueText(value)]), ...schedule]);
  printLine();
  if (watching) return;
  const id = trigger.auto_trigger_tracking_id;
  if (trigger.ended !== null) {
    const when = cell(trigger.ended.state_since);
    printLine(`Nothing was started: it completed at ${when}. Another idempotency_key starts it anew.`);
    return;
  }
  printLine('What next:');
  printFields([
    [`  auto-trigger watch ${id}`, 'follow it'],
    [`  auto-trigger show ${id}`, 'where it stands'],
    [`  auto-trigger stop ${id}`, 'no more sessions'],
  ]);
  printLine('In the Temporal UI it is the workflow of that id.');
}

function valueText(value: unknown): string {
  return cell(typeof value === 'string' || value === null ? value : JSON.stringify(value));
}
