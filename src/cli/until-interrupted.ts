/** Resolves at Ctrl-C or SIGTERM. A second one ends the process as usual. */
export async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
