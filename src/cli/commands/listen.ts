import type { Command } from 'commander';
import { eventLine } from '../../dev/event-lines.ts';
import { type ReceivedRequest, startReceiver } from '../../dev/receiver.ts';
import { addCommand, type CommonFlags } from '../command.ts';
import { parsePort } from '../parse-port.ts';
import { cell, colors, printJsonLine, printLine, printNote } from '../print.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface ListenFlags extends CommonFlags {
  port?: string;
  secret?: string;
}

export function addListenCommand(program: Command): void {
  addCommand(program, 'listen', 'a webhook receiver on this machine that verifies and prints what comes')
    .option('--port <number>', 'a free one where left out')
    .option('--secret <whsec_…>', 'auto_trigger_web_hook_signature, as create printed it')
    .action(async (flags: ListenFlags) => {
      const onDelivery = flags.json ? printJsonLine : (delivery: ReceivedRequest) => printLine(deliveryLine(delivery));
      const receiver = await startReceiver({
        port: parsePort('--port', flags.port) ?? 0,
        secret: () => flags.secret,
        onDelivery,
      });
      printNote(`Listening at ${receiver.url}; Ctrl-C ends it.`);
      if (flags.secret === undefined)
        printNote('Without --secret nothing can be verified, and every delivery is refused.');
      await untilInterrupted();
      await receiver.close();
    });
}

function deliveryLine({ event, problem, id, repeated }: ReceivedRequest): string {
  if (event === undefined) return colors.red(`not verified (${cell(problem)}): ${cell(id)}`);
  const line = eventLine(event, { color: colors.isColorSupported });
  return `${colors.green('verified')} ${line}${repeated ? ' (sent again)' : ''}`;
}
