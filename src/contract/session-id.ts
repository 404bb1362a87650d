/** What the ids of the sessions begin with that a run of a trigger had. */
export const sessionPrefix = (runId: string): string => `ses_${runId.slice(-12)}_`;
