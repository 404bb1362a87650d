/**
 * Loaded once for all workflows of a worker, where other modules are made anew for each: schemas hold no state of a
 * workflow, and to make them costs time and memory (docs/decisions/2026-11-25-shared-schemas.md). Nothing imports
 * this: the bundler is told of it (`preloadModules`).
 */
import { core } from 'zod';
import * as account from '../contract/account.ts';
import * as accountMessages from '../contract/account-messages.ts';
import * as address from '../contract/address.ts';
import * as agent from '../contract/agent.ts';
import * as answerSchema from '../contract/answer-schema.ts';
import * as errorDetails from '../contract/error-details.ts';
import * as errors from '../contract/errors.ts';
import * as events from '../contract/events.ts';
import * as json from '../contract/json.ts';
import * as messageDefinition from '../contract/message-definition.ts';
import * as messages from '../contract/messages.ts';
import * as reschedule from '../contract/reschedule.ts';
import * as resourceRequest from '../contract/resource-request.ts';
import * as temporalNames from '../contract/temporal-names.ts';
import * as tools from '../contract/tools.ts';
import * as trigger from '../contract/trigger.ts';
import * as updateRequests from '../contract/update-requests.ts';

// Temporal freezes what is shared all the way down, but stops at what is frozen already. Schemas work parts of
// themselves out at their first use, which writes: so their modules are closed here, and what they hold stays open
const holders = [
  core.regexes,
  core.util,
  account,
  accountMessages,
  address,
  agent,
  answerSchema,
  errorDetails,
  errors,
  events,
  json,
  messageDefinition,
  messages,
  reschedule,
  resourceRequest,
  temporalNames,
  tools,
  trigger,
  updateRequests,
];
for (const module of holders) Object.freeze(module);
