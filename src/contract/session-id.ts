/** What tells the run of a trigger in which a session began; a run that is taken back and begun anew is another. */
export const runMark = (runId: string): string => runId.slice(-12);

/** The id of a session. */
export const sessionId = (mark: string, sessionNumber: number): string => `ses_${mark}_${sessionNumber}`;

/** What the ids of the sessions begin with that a run of a trigger had. */
export const sessionPrefix = (runId: string): string => `ses_${runMark(runId)}_`;
