import type { Command } from 'commander';
import type { CreatedTrigger } from '../../client/trigger-handle.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { addRequestFlags, requestOf } from '../create-flags.ts';
import { followTrigger } from '../follow.ts';
import { cell, printJson, printJsonLine, printLine } from '../print.ts';
import { printFields } from '../fields.ts';

interface CreateFlags extends CommonFlags {
  watch?: true;
}

export function addCreateCommand(program: Command): void {
  const command = addCommand(
    program,
    'create',
    'start an auto-trigger, or without --interval and --end-at one session',
  );
  addRequestFlags(command)
    .option('--watch', 'follow it until it ends')
    .action(async (flags: CreateFlags & Record<string, unknown>) => {
      await withClient(flags, async (client) => {
        const trigger = await client.session().create(requestOf(flags));
        if (flags.json) (flags.watch ? printJsonLine : printJson)(trigger);
        else printCreated(trigger, flags.watch ?? false);
        if (flags.watch) await followTrigger(trigger, flags);
      });
    });
}

function printCreated(trigger: CreatedTrigger, watching: boolean): void {
  printFields(Object.entries(trigger).map(([name, value]) => [name, valueText(value)]));
  printLine();
  if (watching) return;
  const id = trigger.auto_trigger_tracking_id;
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
