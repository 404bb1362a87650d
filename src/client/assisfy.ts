import { readMasterKeys, readSettings, readTemporalSettings } from '../config.ts';
import { taskQueueName } from '../contract/temporal-names.ts';
import type { CreateRequest, PreviewRequest } from '../contract/trigger.ts';
import { AccountHandle, readAccount } from './accounts/account.ts';
import { TemporalConnection } from './server/connection.ts';
import type { ClientContext } from './context.ts';
import { createTrigger } from './creating/create.ts';
import type { PauseRequest, StopRequest } from '../contract/update-requests.ts';
import type { ListFilter, RequestFilter, TriggerFilter } from '../contract/trigger-filter.ts';
import { answerMany, type AnswerForMany, type AnswerManyResult } from './many/answer-many.ts';
import { pauseMany, resumeMany, stopMany } from './many/lifecycle-of-many.ts';
import { listTriggers, type TriggerPage } from './many/list.ts';
import { type OpenRequest, readAllRequests } from './many/open-requests.ts';
import { purgeMany } from './many/purge-many.ts';
import type { BulkOptions, BulkResult } from './many/steer-many.ts';
import type { Preview } from './creating/preview.ts';
import { usableSearchAttributes } from './server/search-attributes.ts';
import { keyProblem, readWorkerKeys } from './server/worker-keys.ts';
import { fingerprintOf } from '../webhooks/secrets.ts';
import { sharing } from './accounts/share.ts';
import { createdTrigger, type CreatedTrigger, TriggerHandle } from './trigger-handle.ts';

/** All optional: what is left out comes from the environment. */
export interface AssisfyOptions {
  temporal?: {
    /** `host:port`; `TEMPORAL_ADDRESS`, else `localhost:7233`. */
    address?: string | undefined;
    /** `TEMPORAL_NAMESPACE`, else `default`. */
    namespace?: string | undefined;
  };
  /** The account of requests that name none; `AUTO_TRIGGER_EMAIL`. */
  email?: string;
  /** The agent's configuration, field by field, where a request says nothing. */
  config?: CreateRequest['config'];
  /** Of 32 characters or more, the first gives the secrets of webhooks; `AUTO_TRIGGER_MASTER_KEY`. Workers need the same. */
  masterKeys?: readonly [string, ...string[]];
  /** Hosts, `host:port` or CIDR, separated by commas, that a webhook may have though private; `AUTO_TRIGGER_ALLOW_NETWORKS`. */
  allowNetworks?: string;
  /** The queue of the workers, `auto-trigger`. */
  taskQueue?: string;
  /** Is told what is allowed and yet worth knowing, such as a webhook over plain http. */
  onWarning?: (message: string) => void;
}

export interface Sessions {
  /** With `dry_run`: checks the request as `create` does, with the same errors, and says what would come of it. Starts nothing. */
  create(request: PreviewRequest): Promise<Preview>;
  /**
   * Starts an auto-trigger, or without `withAutoTrigger` one session now. Resolves once Temporal has accepted it. With an
   * `idempotency_key`, the same request again is the same trigger.
   *
   * @throws {AutoTriggerError} InvalidRequest, naming every bad field; TemporalUnreachable; BadConfiguration.
   */
  create(request: CreateRequest): Promise<CreatedTrigger>;
  /** The handle of a trigger; an unknown id shows when it is used. */
  get(trackingId: string): TriggerHandle;
  list(filter?: ListFilter): Promise<TriggerPage>;
  /** The open requests of all triggers, oldest first. */
  requests(): Promise<OpenRequest[]>;
  /**
   * Pauses all open triggers that a filter means, 20 at once; `{}` means all. Those that are paused already count as
   * `unchanged`, so that calling it again goes on where an earlier call was cut off. One that refuses, or does not
   * answer in 30 s, is in `failed`, and the rest goes on.
   *
   * @throws {AutoTriggerError} InvalidRequest for a bad filter; TemporalUnreachable where none could be looked for.
   */
  pauseAll(filter: TriggerFilter, options?: PauseRequest & BulkOptions): Promise<BulkResult>;
  /** Has all go on that a filter means, as `pauseAll` pauses them. */
  resumeAll(filter: TriggerFilter, options?: PauseRequest & BulkOptions): Promise<BulkResult>;
  /** Stops all open triggers that a filter means, as `pauseAll` pauses them. */
  stopAll(filter: TriggerFilter, options?: StopRequest & BulkOptions): Promise<BulkResult>;
  /** Takes all away that there is of the triggers that a filter means and that have ended, as `pauseAll` pauses them. */
  purgeAll(filter: TriggerFilter, options?: BulkOptions): Promise<BulkResult>;
  /**
   * Answers all open requests that a filter means, 20 at once: with `approved` the permissions, with `value` the
   * questions among them. A function gives each its own answer. What others answered meanwhile is `unchanged`.
   *
   * @throws {AutoTriggerError} InvalidRequest for a bad filter; NoWorker, TemporalUnreachable.
   */
  answerAll(
    filter: RequestFilter,
    answer: AnswerForMany | ((request: OpenRequest) => AnswerForMany),
    options?: BulkOptions<OpenRequest>,
  ): Promise<AnswerManyResult>;
}

export interface Assisfy {
  session(): Sessions;
  /** An account, by its e-mail address; the client's own where none is given. */
  account(email?: string): AccountHandle;
  /** Closes the connection. A later call opens a new one. */
  close(): Promise<void>;
}

/** A client with its own connection, account and defaults. Reads the environment and connects at first use. */
export function createAssisfy(options: AssisfyOptions = {}): Assisfy {
  let context: ClientContext | undefined;
  const current = () => (context ??= createContext(options));
  return {
    session: () => ({
      create: ((request) => createOrPreview(current(), request)) as Sessions['create'],
      get: (trackingId) => new TriggerHandle(current(), trackingId),
      list: async (filter) => listTriggers(current(), filter),
      requests: async () => readAllRequests(current()),
      pauseAll: async (filter, options) => pauseMany(current(), filter, options),
      resumeAll: async (filter, options) => resumeMany(current(), filter, options),
      stopAll: async (filter, options) => stopMany(current(), filter, options),
      purgeAll: async (filter, options) => purgeMany(current(), filter, options),
      answerAll: async (filter, answer, options) => answerMany(current(), filter, answer, options),
    }),
    account: (email) => new AccountHandle(current(), email),
    close: async () => {
      const closing = context;
      context = undefined;
      await closing?.temporal.close();
    },
  };
}

async function createOrPreview(
  context: ClientContext,
  request: CreateRequest | PreviewRequest,
): Promise<CreatedTrigger | Preview> {
  if (!isPreview(request)) return createdTrigger(context, await createTrigger(context, request));
  // what reads goals takes a while to load, which is not for those who start triggers
  const { previewTrigger } = await import('./creating/preview.ts');
  return previewTrigger(context, request);
}

/** Of whatever a caller without types gives. */
function isPreview(request: CreateRequest | PreviewRequest | null | undefined): request is PreviewRequest {
  return request?.dry_run === true;
}

/** The client of the environment: `TEMPORAL_ADDRESS`, `AUTO_TRIGGER_EMAIL` and the others; connects at first use. */
export const assisfy: Assisfy = createAssisfy();

/** What a client works with; connects at its first call. */
export function createContext(options: AssisfyOptions): ClientContext {
  const settings = readSettings();
  const temporal = new TemporalConnection(readTemporalSettings(options.temporal));
  const masterKeys = () => options.masterKeys ?? readMasterKeys(temporal.settings.address);
  let searchAttributes: ReturnType<typeof usableSearchAttributes> | undefined;
  return {
    temporal,
    taskQueue: options.taskQueue ?? taskQueueName,
    email: options.email ?? settings.email,
    config: options.config,
    allowNetworks: options.allowNetworks ?? settings.allowNetworks,
    masterKeys,
    keyProblem: async () => {
      const [first, ...others] = masterKeys();
      const own = [fingerprintOf(first), ...others.map(fingerprintOf)] as const;
      return keyProblem(own, await readWorkerKeys(temporal));
    },
    searchAttributes: async () => {
      try {
        return await (searchAttributes ??= usableSearchAttributes(temporal));
      } catch (error) {
        searchAttributes = undefined; // asked again by the next call
        throw error;
      }
    },
    account: sharing((email) => readAccount(temporal, email)),
    uiUrl: settings.uiUrl,
    warn: options.onWarning ?? (() => undefined),
  };
}
