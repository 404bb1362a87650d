/** The workflow's present, in milliseconds since the epoch: the time of its task, and the same again in a replay. */
export function nowMs(): number {
  return Date.now();
}

/** The workflow's present, in ISO 8601. */
export function nowIso(): string {
  return new Date(nowMs()).toISOString();
}
