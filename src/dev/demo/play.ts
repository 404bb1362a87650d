import type { CreatedTrigger } from '../../client/trigger-handle.ts';
import type { WebhookEvent } from '../../contract/events.ts';
import type { CreateRequest } from '../../contract/trigger.ts';
import { eventLine, oneLine } from '../event-lines.ts';
import type { ReceivedRequest } from '../receiver.ts';
import { answerQuestion, workflowAddress } from './questions.ts';
import { screen } from './screen.ts';
import type { Environment } from './environment.ts';

/** One trigger to be shown from its creation to its end. */
export interface Play {
  request: CreateRequest;
  /** False: questions are left open for the person to answer elsewhere. */
  answers: boolean;
  /** What is offered where a question asks for a value. */
  suggestion?: string;
  /** Hears each event once, as it comes. */
  onEvent?: (event: WebhookEvent) => void;
}

/** What became of one trigger. */
export interface PlayRecord {
  trackingId: string;
  state: string;
  sessions: { number: number; outcome: string; answer: string }[];
  /** How each question was answered. */
  answers: { session: number; answer: string }[];
  received: number;
  verified: number;
  repeated: number;
}

/** Creates a trigger through the SDK, shows its events as the receiver gets them, and waits for its end. */
export async function play(
  environment: Environment,
  { request, answers, suggestion, onEvent }: Play,
): Promise<PlayRecord> {
  const created = Promise.withResolvers<CreatedTrigger>();
  created.promise.catch(() => undefined); // heard below, and by deliveries that wait for the secret
  const failed = Promise.withResolvers<never>();
  const record = emptyRecord();

  function receive({ verified, problem, event, repeated }: ReceivedRequest): void {
    record.received++;
    if (!verified) screen.line(screen.paint.red(`a delivery that does not verify: ${oneLine(problem ?? '')}`));
    if (event === undefined) return;
    record.verified++;
    if (repeated) record.repeated++;
    else react(event);
  }
  function react(event: WebhookEvent): void {
    screen.line(`${screen.paint.green('✓')} ${eventLine(event, { color: screen.color })}`);
    note(record, event);
    onEvent?.(event);
    if (event.event === 'trigger.external.resource.requested') answer(event.data).catch(failed.reject);
  }
  async function answer(question: Parameters<typeof answerQuestion>[0]): Promise<void> {
    const how = await answerQuestion(question, { environment, session: await created.promise, answers, suggestion });
    record.answers.push({ session: question.session_number ?? 0, answer: how });
  }

  environment.listen(
    created.promise.then((session) => session.auto_trigger_web_hook_signature ?? undefined),
    receive,
  );
  const session = await environment.assisfy.session().create(request).catch(rejecting(created.reject));
  environment.cleanup.add('trigger', () => endTrigger(environment, session.id));
  screen.fact('tracking id', session.id);
  screen.fact('watch it', screen.paint.underline(workflowAddress(environment, session.id)));
  screen.line();
  created.resolve(session);

  const status = await Promise.race([session.result(), failed.promise, environment.ended]);
  return { ...record, trackingId: session.id, state: status.state };
}

function emptyRecord(): PlayRecord {
  return { trackingId: '', state: '', sessions: [], answers: [], received: 0, verified: 0, repeated: 0 };
}

function rejecting(reject: (error: unknown) => void): (error: unknown) => never {
  return (error) => {
    reject(error);
    throw error;
  };
}

function note({ sessions }: PlayRecord, { event, data }: WebhookEvent): void {
  const number = data.session_number ?? 0;
  if (event === 'trigger.complete') sessions.push({ number, outcome: data.status, answer: data.answer });
  if (event === 'trigger.error' && data.fatal)
    sessions.push({ number, outcome: data.status ?? 'failed', answer: `${data.code}: ${data.message}` });
}

/** On a server that stays up, an interrupted demo's trigger must not. */
async function endTrigger({ temporal }: Environment, trackingId: string): Promise<void> {
  const handle = temporal.workflow.getHandle(trackingId);
  const { status } = await handle.describe();
  if (status.name === 'RUNNING') await handle.terminate('the demo has ended');
}
