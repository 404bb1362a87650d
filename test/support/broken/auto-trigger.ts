/** Workflow code with a bug: each of its tasks fails, and is tried again. */
export async function autoTrigger(): Promise<never> {
  throw new Error('planted: this worker does not know version 99 of the carried state');
}
