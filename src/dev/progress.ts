/** Takes one line for the person who waits. */
export type Progress = (line: string) => void;

const heartbeatMs = 5_000;

/** Waits for work, with a line and the elapsed seconds every five seconds. */
export async function withHeartbeat<Result>(progress: Progress, what: string, work: Promise<Result>): Promise<Result> {
  const startedAt = Date.now();
  const timer = setInterval(() => {
    progress(`${what} … ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  }, heartbeatMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
