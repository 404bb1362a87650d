import { workflowInfo } from '@temporalio/workflow';
import type { ResourceRequest } from '../contract/resource-request.ts';
import { ownHistory } from './activities.ts';

/** Of answers that are seen when their question's time is over: which of them were sent before, by the run's history. */
export class LateAnswers {
  readonly #sentInTime = new Map<string, Promise<number>>();

  /** `position`: which of its name's signals in this run it is, counted from 1. Asks once for each question. */
  async isInTime(request: ResourceRequest, position: number): Promise<boolean> {
    const { request_id } = request;
    const sentInTime = this.#sentInTime.get(request_id) ?? countInTime(request);
    this.#sentInTime.set(request_id, sentInTime);
    return position <= (await sentInTime);
  }
}

async function countInTime({ request_id, expires_at, how_to_answer }: ResourceRequest): Promise<number> {
  const { workflowId, runId } = workflowInfo();
  const { countSignals } = ownHistory(`Read whether ${request_id} was answered before ${expires_at}`);
  const { signal } = how_to_answer;
  return countSignals({ workflow_id: workflowId, run_id: runId, signal, before: expires_at });
}
