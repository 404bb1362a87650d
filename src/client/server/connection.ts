import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  NamespaceNotFoundError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { TemporalSettings } from '../../config.ts';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import { autoTriggerType } from '../../contract/temporal-names.ts';
import { quoted } from './visibility-query.ts';

/** The gRPC status codes that are told apart (google/rpc/code.proto). */
export const grpcStatus = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A call that does not wait for a worker. */
const callTimeoutMs = 10_000;
/** After this a server is absent rather than slow: with its start a command says within 5 s that nobody answers. */
const connectTimeoutMs = 3_000;
/** Tries of one call where the server refuses or is busy; with the pauses between them about 1 s. */
const callAttempts = 4;
/** A page of a history may be larger than the 4 MiB that gRPC takes by itself. */
const answerMaxBytes = 64 * 1024 ** 2;

const retry = makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: callAttempts }));

/** But an update-with-start, whose sender knows better when to come again: here a busy workflow would cost it seconds. */
const retryInterceptor: typeof retry = (options, nextCall) =>
  options.method_definition.path.endsWith('/ExecuteMultiOperation')
    ? (nextCall(options) as ReturnType<typeof retry>)
    : retry(options, nextCall);

/** gRPC's number for a connection that both sides have agreed on. */
const readyState = 2;

class ObservedConnection extends Connection {
  /** True while there is a server that answered as one; a call may be on its way there. */
  get isEstablished(): boolean {
    const state: number = this.client.getChannel().getConnectivityState(false);
    return state === readyState;
  }
}

/** One client's way to Temporal: connects at first use, and bounds every call in time. */
export class TemporalConnection {
  readonly settings: TemporalSettings;
  readonly #connection: ObservedConnection;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly client: Client;

  /** @throws {AutoTriggerError} BadConfiguration where the address or the TLS settings cannot be used. */
  constructor(settings: TemporalSettings) {
    this.settings = settings;
    try {
      this.#connection = ObservedConnection.lazy({
        ...settings.connection,
        address: settings.address,
        channelArgs: { 'grpc.max_receive_message_length': answerMaxBytes },
        interceptors: [retryInterceptor],
      }) as ObservedConnection;
    } catch (error) {
      throw new AutoTriggerError('BadConfiguration', `the Temporal address ${settings.address}: ${messageOf(error)}`, {
        cause: error,
        details: { variable: 'TEMPORAL_ADDRESS' },
      });
    }
    this.client = new Client({ connection: this.#connection, namespace: settings.namespace });
  }

  get namespace(): string {
    return this.settings.namespace;
  }

  /** Raw calls, for what the workflow client does not offer. */
  get service(): Connection['workflowService'] {
    return this.#connection.workflowService;
  }

  get operator(): Connection['operatorService'] {
    return this.#connection.operatorService;
  }

  /**
   * A call whose own errors are for people. What says something of a workflow or a run (not found, already
   * started, an update or a workflow that failed) passes untouched.
   *
   * @throws {AutoTriggerError} TemporalUnreachable, naming the address; BadConfiguration; InvalidRequest.
   */
  async call<Result>(operation: () => Promise<Result>, timeoutMs: number = callTimeoutMs): Promise<Result> {
    try {
      return await this.attempt(operation, timeoutMs);
    } catch (error) {
      throw this.explain(error, timeoutMs);
    }
  }

  /** A call bounded in time whose errors are left as they come. Without a connection it ends after 3 s. */
  async attempt<Result>(operation: () => Promise<Result>, timeoutMs: number): Promise<Result> {
    const connection = this.#connection;
    const absence = new AbortController();
    const timer = setTimeout(() => {
      if (!connection.isEstablished) absence.abort();
    }, connectTimeoutMs);
    const result = connection.withAbortSignal(absence.signal, () =>
      connection.withDeadline(Date.now() + timeoutMs, operation),
    );
    this.#inFlight.add(result);
    try {
      return await result;
    } finally {
      clearTimeout(timer);
      this.#inFlight.delete(result);
    }
  }

  /** What an error of a call means for a person; errors that are not the connection's pass untouched. */
  explain(error: unknown, timeoutMs?: number): unknown {
    const { address, namespace } = this.settings;
    const status = grpcStatusOf(error);
    const isNamespaceMissing = status?.code === grpcStatus.notFound && status.details.startsWith('Namespace ');
    if (error instanceof NamespaceNotFoundError || isNamespaceMissing)
      return new AutoTriggerError(
        'BadConfiguration',
        `the Temporal server at ${address} has no namespace ${namespace}; create it, or set TEMPORAL_NAMESPACE to one that exists`,
        { cause: error, details: { variable: 'TEMPORAL_NAMESPACE' } },
      );
    if (status === undefined) return error;
    const { code, details } = status;
    switch (code) {
      case grpcStatus.notFound:
        return error;
      case grpcStatus.permissionDenied:
      case grpcStatus.unauthenticated:
        return new AutoTriggerError(
          'BadConfiguration',
          `the Temporal server at ${address} does not let this client in (${details}); check TEMPORAL_API_KEY and the TLS settings`,
          { cause: error },
        );
      case grpcStatus.invalidArgument:
        return new AutoTriggerError('InvalidRequest', `the Temporal server refuses the call: ${details}`, {
          cause: error,
        });
      case grpcStatus.cancelled:
      case grpcStatus.deadlineExceeded:
      case grpcStatus.unavailable:
        return this.#silence(error, { code, details, timeoutMs });
      default:
        return new AutoTriggerError(
          'TemporalUnreachable',
          `the server at ${address} cannot take the call (${details}); is it a Temporal server?`,
          { cause: error, details: { address } },
        );
    }
  }

  /** A server that is slow is another matter than none. */
  #silence(
    cause: unknown,
    { code, details, timeoutMs }: { code: number; details: string; timeoutMs: number | undefined },
  ): AutoTriggerError {
    const { address } = this.settings;
    if (code === grpcStatus.deadlineExceeded && this.#connection.isEstablished) {
      const limit = timeoutMs === undefined ? 'in time' : `within ${Math.round(timeoutMs / 1_000)} s`;
      return new AutoTriggerError(
        'TemporalUnreachable',
        `the Temporal server at ${address} did not answer ${limit}; it runs, and may be busy, so try again`,
        { cause, details: { address, ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }) } },
      );
    }
    const what = details.includes('ECONNREFUSED') ? 'nothing listens' : 'no Temporal server answers';
    return new AutoTriggerError(
      'TemporalUnreachable',
      `${what} at ${address}; start a Temporal server with "auto-trigger dev", or set TEMPORAL_ADDRESS to where one runs`,
      { cause, details: { address } },
    );
  }

  /**
   * What the server knows of a trigger, without a worker.
   *
   * @throws {AutoTriggerError} UnknownTrigger where there is no workflow of this id, or it is no trigger.
   */
  async describeTrigger(trackingId: string): Promise<WorkflowExecutionDescription> {
    try {
      const description = await this.call(() => this.client.workflow.getHandle(trackingId).describe());
      if (description.type !== autoTriggerType)
        throw new AutoTriggerError(
          'UnknownTrigger',
          `${trackingId} is a workflow of type ${description.type}, not a trigger; "auto-trigger list" shows what there is`,
          { details: { tracking_id: trackingId } },
        );
      return description;
    } catch (error) {
      throw error instanceof WorkflowNotFoundError ? this.unknownTrigger(trackingId) : error;
    }
  }

  /** All executions that had this workflow id, oldest first; the newest is known at once, those before as soon as they are listed. */
  async executionsOf(workflowId: string): Promise<{ runId: string; isRunning: boolean }[]> {
    const newest = await this.#describeIfThere(workflowId);
    if (newest === undefined) return [];
    const listed = await this.call(async () => {
      const executions = this.client.workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` });
      return Array.fromAsync(executions, ({ runId, startTime }) => ({ runId, startTime }));
    });
    const earlier = listed.filter(({ runId }) => runId !== newest.runId);
    return [...earlier, newest]
      .toSorted((one, other) => one.startTime.getTime() - other.startTime.getTime())
      .map(({ runId }) => ({ runId, isRunning: runId === newest.runId && newest.status.name === 'RUNNING' }));
  }

  async #describeIfThere(workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
    try {
      return await this.call(() => this.client.workflow.getHandle(workflowId).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** When one run began; null where the server no longer has it. */
  async runStartedAt(workflowId: string, runId: string): Promise<string | null> {
    try {
      const run = await this.call(() => this.client.workflow.getHandle(workflowId, runId).describe());
      return run.startTime.toISOString();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  unknownTrigger(trackingId: string): AutoTriggerError {
    const { address, namespace } = this.settings;
    return new AutoTriggerError(
      'UnknownTrigger',
      `no trigger ${trackingId} in namespace ${namespace} at ${address}; "auto-trigger list" shows what there is`,
      { details: { tracking_id: trackingId } },
    );
  }

  /** Waits for the calls in flight: one that is between two tries would end the process. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    await this.#connection.close();
  }
}

/** The gRPC status behind an error of the Temporal client; undefined where there is none. */
export function grpcStatusOf(error: unknown): { code: number; details: string } | undefined {
  if (isGrpcServiceError(error)) return { code: error.code, details: error.details };
  return error instanceof Error && error.cause !== undefined ? grpcStatusOf(error.cause) : undefined;
}

/** True where no answer came at all: whether the call was taken is not known. */
export function isUnanswered(error: unknown): boolean {
  const code = grpcStatusOf(error)?.code;
  return code === grpcStatus.cancelled || code === grpcStatus.deadlineExceeded || code === grpcStatus.unavailable;
}
