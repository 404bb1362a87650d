import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { TriggerHandle } from '../../client/trigger-handle.ts';
import type { EventData } from '../../contract/events.ts';
import { adminPermissionResponseSignal, userInputResponseSignal } from '../../contract/messages.ts';
import type { ResourceAnswer } from '../../contract/resource-request.ts';
import { oneLine } from '../event-lines.ts';
import { screen } from './screen.ts';
import type { Environment } from './environment.ts';

export type Question = EventData<'trigger.external.resource.requested'>;

export interface DemoSession {
  environment: Environment;
  session: TriggerHandle;
  /** False: left open for the person to answer elsewhere. */
  answers: boolean;
  /** What is given where a question asks for a value and nobody says another; undefined: nothing is offered. */
  suggestion: string | undefined;
}

const signalAfterMs = 2_000;
const pollMs = 500;

/** Has a question answered in the way that fits: by the person here, by a signal, or elsewhere. Gives how it went. */
export async function answerQuestion(question: Question, asked: DemoSession): Promise<string> {
  const proposal = proposeAnswer(question, asked.suggestion);
  if (!asked.answers || proposal === undefined) return leaveOpen(question, asked);
  if (process.stdin.isTTY && process.stdout.isTTY) return askPerson(question, asked);
  return answerBySignal(question, asked, proposal);
}

interface Proposal {
  signal: string;
  argument: ResourceAnswer;
  /** The answer in a word, for people. */
  said: string;
}

function proposeAnswer(question: Question, suggestion: string | undefined): Proposal | undefined {
  const { request_id } = question;
  const answered_by = 'demo';
  if (question.resource_type === 'admin_permission_request')
    return {
      signal: adminPermissionResponseSignal.name,
      argument: { request_id, approved: true, answered_by },
      said: 'approved',
    };
  if (suggestion === undefined) return undefined;
  return {
    signal: userInputResponseSignal.name,
    argument: { request_id, value: suggestion, answered_by },
    said: suggestion,
  };
}

async function answerBySignal(
  { tracking_id }: Question,
  { environment }: DemoSession,
  { signal, argument, said }: Proposal,
): Promise<string> {
  await pause(signalAfterMs, undefined, { signal: environment.signal });
  await environment.temporal.workflow.getHandle(tracking_id).signal(signal, argument);
  screen.detail(`no terminal here, so the demo answers by the signal ${signal}: ${said}`);
  return `${said}, by signal`;
}

async function leaveOpen(question: Question, { environment, session, suggestion }: DemoSession): Promise<string> {
  const isPermission = question.resource_type === 'admin_permission_request';
  const { name } = isPermission ? adminPermissionResponseSignal : userInputResponseSignal;
  const input = JSON.stringify(isPermission ? { approved: true } : { value: suggestion ?? 'https://…' });
  const { server } = environment;
  screen.line();
  screen.line(`  ${screen.paint.yellow('This question is yours.')} Answer it with the temporal CLI:`);
  screen.line(
    `    ${server.cliPath} workflow signal --address ${server.address} --namespace ${server.namespace} --workflow-id ${question.tracking_id} --name ${name} --input '${input}'`,
  );
  screen.line(`  or in the Temporal UI ("Send a Signal", name ${name}, input ${input}):`);
  screen.line(`    ${workflowAddress(environment, question.tracking_id)}`);
  screen.line(`  It waits until ${new Date(question.expires_at).toLocaleTimeString('en-GB')}.`);
  screen.line();
  await closed(question, session, environment.signal);
  return howItClosed(question, session);
}

/** Asks at the terminal; answered elsewhere or expired, the question is taken back. */
async function askPerson(question: Question, asked: DemoSession): Promise<string> {
  const { environment, session } = asked;
  const takenBack = new AbortController();
  const signal = AbortSignal.any([takenBack.signal, environment.signal]);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // Ctrl-C is the demo's, not the prompt's
  const elsewhere = closed(question, session, signal).then(() => takenBack.abort());
  elsewhere.catch(() => undefined); // ended by an answer here, or by Ctrl-C
  try {
    return await promptUntilTaken(question, asked, (prompt) => terminal.question(prompt, { signal }));
  } catch (error) {
    environment.signal.throwIfAborted();
    if (!takenBack.signal.aborted) throw error;
    screen.line();
    return howItClosed(question, session);
  } finally {
    takenBack.abort();
    terminal.close();
  }
}

async function promptUntilTaken(
  question: Question,
  { session, suggestion }: DemoSession,
  ask: (prompt: string) => Promise<string>,
): Promise<string> {
  const isPermission = question.resource_type === 'admin_permission_request';
  const options = isPermission ? 'Allow it? [y/n]' : `Your answer${suggestion ? ` [${suggestion}]` : ''}:`;
  screen.line(`\n  ${screen.paint.yellow('?')} ${oneLine(question.message, 500)}`);
  for (;;) {
    const typed = (await ask(`  ${options} `)).trim();
    const answer = isPermission ? permission(typed) : { value: typed || (suggestion ?? '') };
    if (answer === undefined || ('value' in answer && answer.value === '')) continue;
    try {
      await session.answer({ ...answer, request_id: question.request_id, answered_by: 'you' });
      return 'approved' in answer ? (answer.approved ? 'approved by you' : 'denied by you') : `${answer.value}, by you`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'InvalidAnswer')) throw error;
      screen.line(`  ${error.message}`);
    }
  }
}

function permission(typed: string): { approved: boolean } | undefined {
  if (/^(y|yes)$/i.test(typed)) return { approved: true };
  if (/^(n|no)$/i.test(typed)) return { approved: false };
  return undefined;
}

/** Resolves once the question is open no more: answered, expired, or its session over. */
async function closed({ request_id }: Question, session: TriggerHandle, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(pollMs, undefined, { signal });
    const open = await session.requests();
    if (!open.some((request) => request.request_id === request_id)) return;
  }
}

async function howItClosed({ request_id }: Question, session: TriggerHandle): Promise<string> {
  const { closed_requests } = await session.status();
  const end = closed_requests.find((request) => request.request_id === request_id);
  const how = end === undefined ? 'closed' : `${end.how}${end.answered_by ? ` by ${end.answered_by}` : ''}`;
  screen.detail(`the question is closed: ${oneLine(how)}`);
  return how;
}

/** The page of a workflow in the Temporal UI. */
export function workflowAddress({ server }: Environment, trackingId: string): string {
  const path = `namespaces/${server.namespace}/workflows/${encodeURIComponent(trackingId)}`;
  return server.uiUrl === undefined ? `(your Temporal UI)/${path}` : `${server.uiUrl}/${path}`;
}
