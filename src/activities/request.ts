import {
  type RequestActivities,
  runVersion,
  type SettingsActivities,
  type WorkerSettings,
} from '../contract/activities.ts';
import { badField } from '../contract/parse.ts';
import type { SearchAttributeName } from '../contract/temporal-names.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { fullAnswerProblem } from './answer-patterns.ts';
import { withFailures } from './failures.ts';

export function createRequestActivities({
  guard,
  registeredSearchAttributes,
  deliveryPausesMs,
}: {
  guard: NetworkGuard;
  registeredSearchAttributes: () => Promise<SearchAttributeName[]>;
  /** Undefined for the usual ones. */
  deliveryPausesMs: number[] | undefined;
}): RequestActivities & SettingsActivities {
  async function workerSettings(): Promise<WorkerSettings> {
    const search_attributes = await registeredSearchAttributes();
    const pauses = deliveryPausesMs && { delivery_pauses_ms: deliveryPausesMs };
    return { search_attributes, run_version: runVersion, ...pauses };
  }
  async function refuseUnreachable(field: string, address: string): Promise<void> {
    const verdict = await guard.check(address);
    if (!verdict.permitted) throw badField(field, `${field}: ${verdict.reason}`, { value: address });
  }
  return withFailures<RequestActivities & SettingsActivities>({
    async checkRequest({ web_hook_url, base_url, first_run }) {
      if (first_run && web_hook_url !== null) await refuseUnreachable('web_hook_url', web_hook_url);
      if (base_url !== undefined) await refuseUnreachable('config.base_url', base_url);
      return workerSettings();
    },
    workerSettings,
    checkAnswer: ({ schema, value }) => Promise.resolve({ problem: fullAnswerProblem(schema, value) }),
  });
}
