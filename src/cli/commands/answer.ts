import type { Command } from 'commander';
import type { Sessions } from '../../client/assisfy.ts';
import type { AnswerForMany } from '../../client/many/answer-many.ts';
import type { OpenRequest } from '../../client/many/open-requests.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { AdminPermissionResponse } from '../../contract/resource-request.ts';
import type { RequestFilter } from '../../contract/trigger-filter.ts';
import { addTargets, type BulkFlags, type BulkWords, steerAll } from '../bulk.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { filterOf } from '../filter-flags.ts';
import { given } from '../given.ts';
import { cell, printJson, printLine } from '../print.ts';

interface AnswerFlags extends CommonFlags, BulkFlags {
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
  tool?: string;
}

const words: BulkWords = {
  verb: 'answer',
  done: 'Answered',
  soAlready: 'answered already',
  noun: 'request',
  isFinal: true,
};

export function addAnswerCommand(program: Command): void {
  addTargets(addCommand(program, 'answer', 'answer open requests, with one of --approve, --deny and --value'))
    .option('--tool <name>', 'with a filter or --all: permissions for this tool alone, like navigate')
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
    .action(async (id: string | undefined, flags: AnswerFlags) => {
      const choices = [flags.approve, flags.deny, flags.value].filter((choice) => choice !== undefined);
      if (choices.length !== 1)
        throw new AutoTriggerError('InvalidAnswer', 'give one of --approve, --deny and --value');
      const target = targetOf(id, flags);
      answerTo(undefined, flags); // what is wrong with it needs no server to be told
      await withClient(flags, async (client) => {
        if ('filter' in target) return answerAll(client.session(), target.filter, flags);
        const trigger = client.session().get(target.id);
        const { request: request_id } = flags;
        const requests = flags.value === undefined ? [] : await trigger.requests();
        const answer = answerTo(questionOf(requests, request_id), flags);
        const result = await trigger.answer(request_id === undefined ? answer : { ...answer, request_id });
        if (flags.json) printJson(result);
        else printLine(`Answered: ${cell(result.request_id)}`);
      });
    });
}

/** What is meant: the request of an id, or those of a filter, beside which `--all` may stand. */
function targetOf(id: string | undefined, flags: AnswerFlags): { id: string } | { filter: RequestFilter } {
  const { all, tool, request, ...others } = flags;
  const filter: RequestFilter = given({ ...filterOf(others), tool: tool as RequestFilter['tool'] });
  const isFiltered = all === true || Object.keys(filter).length > 0;
  if (id !== undefined && isFiltered)
    throw new AutoTriggerError('InvalidRequest', `give an id (${id}) or a filter, not both`);
  if (id !== undefined) return { id };
  if (!isFiltered)
    throw new AutoTriggerError(
      'InvalidRequest',
      'say which requests: an id, a filter like --email ann@example.com, or --all',
    );
  if (request !== undefined)
    throw new AutoTriggerError('InvalidRequest', `--request (${request}) goes with an id, not with a filter`);
  return { filter };
}

async function answerAll(sessions: Sessions, filter: RequestFilter, flags: AnswerFlags): Promise<void> {
  const answer =
    flags.value === undefined ? answerTo(undefined, flags) : (request: OpenRequest) => answerTo(request, flags);
  const resource_type = flags.value === undefined ? 'admin_permission_request' : 'request_user_input';
  await steerAll(words, flags, describeRequest, (options) =>
    sessions.answerAll({ ...filter, resource_type }, answer, options),
  );
}

function describeRequest({ request_id, tracking_id, message }: OpenRequest): string {
  return `${cell(request_id)} of ${cell(tracking_id)}: ${cell(message)}`;
}

function answerTo(question: OpenRequest | undefined, flags: AnswerFlags): AnswerForMany {
  const { approve, value, reason, answeredBy } = flags;
  const remember = rememberOf(flags);
  const common = answeredBy === undefined ? {} : { answered_by: answeredBy };
  if (value === undefined)
    return { ...common, approved: approve === true, ...(reason === undefined ? {} : { reason }), ...remember };
  if (reason !== undefined)
    throw new AutoTriggerError('InvalidAnswer', '--reason goes with --approve or --deny, not with --value');
  return { ...common, value: valueOf(value, question) };
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
