import type { Command } from 'commander';
import type { Json } from '../../contract/json.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, fromNow, printJson, printLine } from '../print.ts';
import { printTable } from '../table.ts';

interface ChangeFlags extends CommonFlags {
  by?: string;
}

export function addMemoryCommand(program: Command): void {
  const memory = addCommand(program, 'memory', 'what a trigger remembers; set and forget change it')
    .argument('<id>', 'the tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const items = await client.session().get(id).memory();
        if (flags.json) return printJson({ memory: items });
        if (items.length === 0) return printLine('Nothing is remembered.');
        printTable(
          ['KEY', 'CHANGED', 'VALUE'],
          items.map(({ key, value, updated_at }) => [cell(key), fromNow(updated_at), cell(JSON.stringify(value))]),
        );
      });
    });

  addCommand(memory, 'set', 'remember a value in place of what is there')
    .argument('<id>', 'the tracking id')
    .argument('<key>')
    .argument('<value>', 'JSON, or else a text')
    .option('--by <name>', 'who changes it')
    .action(async (id: string, key: string, value: string, _: object, command: Command) => {
      const { by, ...flags } = command.optsWithGlobals<ChangeFlags>();
      await withClient(flags, async (client) => {
        const request = { key, value: jsonOrText(value), ...(by === undefined ? {} : { by }) };
        const change = await client.session().get(id).setMemory(request);
        if (flags.json) printJson(change);
        else printLine(`${change.change === 'added' ? 'Remembered' : 'Changed'}: ${cell(key)}`);
      });
    });

  addCommand(memory, 'forget', 'forget what is remembered under a key')
    .argument('<id>', 'the tracking id')
    .argument('<key>')
    .option('--by <name>', 'who has it forgotten')
    .action(async (id: string, key: string, _: object, command: Command) => {
      const { by, ...flags } = command.optsWithGlobals<ChangeFlags>();
      await withClient(flags, async (client) => {
        const change = await client
          .session()
          .get(id)
          .forgetMemory({ key, ...(by === undefined ? {} : { by }) });
        if (flags.json) printJson(change);
        else printLine(`Forgotten: ${cell(key)}`);
      });
    });
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
