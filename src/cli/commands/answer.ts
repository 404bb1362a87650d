import type { Command } from 'commander';
import type { OpenRequest } from '../../client/many/open-requests.ts';
import type { TriggerHandle } from '../../client/trigger-handle.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { AdminPermissionResponse, ResourceAnswer } from '../../contract/resource-request.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, printJson, printLine } from '../print.ts';

interface AnswerFlags extends CommonFlags {
  request?: string;
  approve?: true;
  deny?: true;
  value?: string;
  reason?: string;
  answeredBy?: string;
  remember?: true;
  uses?: string;
  until?: string;
  free?: string[];
}

export function addAnswerCommand(program: Command): void {
  addCommand(program, 'answer', 'answer an open request, with one of --approve, --deny and --value')
    .argument('<id>', 'the tracking id')
    .option('--request <id>', 'which request; it is needed but for the first of a session')
    .option('--approve', 'permit what it asks for')
    .option('--deny', 'do not permit it')
    .option('--value <value>', 'the answer to a question: JSON, or where that asks for a text, the text')
    .option('--reason <text>', 'why, with --approve or --deny')
    .option('--remember', 'with --approve: the same action needs no approval in later sessions')
    .option('--uses <number>', 'with --remember: how often')
    .option('--until <time>', 'with --remember: until when, in ISO 8601')
    .option('--free <field...>', 'with --remember: fields that may be sent with any value, by their names')
    .option('--answered-by <name>', 'who answers')
    .action(async (id: string, flags: AnswerFlags) => {
      const choices = [flags.approve, flags.deny, flags.value].filter((choice) => choice !== undefined);
      if (choices.length !== 1)
        throw new AutoTriggerError('InvalidAnswer', 'give one of --approve, --deny and --value');
      await withClient(flags, async (client) => {
        const trigger = client.session().get(id);
        const result = await trigger.answer(await answerOf(trigger, flags));
        if (flags.json) printJson(result);
        else printLine(`Answered: ${cell(result.request_id)}`);
      });
    });
}

async function answerOf(trigger: TriggerHandle, flags: AnswerFlags): Promise<ResourceAnswer> {
  const { request, approve, value, reason, answeredBy } = flags;
  const remember = rememberOf(flags);
  const common = {
    ...(request === undefined ? {} : { request_id: request }),
    ...(answeredBy === undefined ? {} : { answered_by: answeredBy }),
  };
  if (value === undefined)
    return { ...common, approved: approve === true, ...(reason === undefined ? {} : { reason }), ...remember };
  if (reason !== undefined)
    throw new AutoTriggerError('InvalidAnswer', '--reason goes with --approve or --deny, not with --value');
  return { ...common, value: valueOf(value, questionOf(await trigger.requests(), request)) };
}

function rememberOf({ approve, remember, uses, until, free }: AnswerFlags): Pick<AdminPermissionResponse, 'remember'> {
  if (remember === undefined) {
    if (uses !== undefined || until !== undefined || free !== undefined)
      throw new AutoTriggerError('InvalidAnswer', '--uses, --until and --free go with --remember');
    return {};
  }
  if (approve === undefined) throw new AutoTriggerError('InvalidAnswer', '--remember goes with --approve');
  return {
    remember: {
      ...(uses === undefined ? {} : { uses: Number(uses) }),
      ...(until === undefined ? {} : { until }),
      ...(free === undefined ? {} : { free }),
    },
  };
}

function questionOf(requests: OpenRequest[], requestId: string | undefined): OpenRequest | undefined {
  const isAsked = ({ request_id }: OpenRequest) => requestId === undefined || request_id === requestId;
  const candidates = requests.filter(isAsked);
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** A question for a text takes the words as they are, also `42` and `true`; any other takes JSON where it is JSON. */
function valueOf(text: string, question: OpenRequest | undefined): Json {
  if (question?.schema?.['type'] === 'string') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
