/** Has `Date.now` of this process go on from another instant, as for pages that say how many days ago; ends it again. */
export function setClock(at: string): () => void {
  const { now } = Date;
  const begun = performance.now();
  Date.now = () => Date.parse(at) + Math.round(performance.now() - begun);
  return () => void (Date.now = now);
}
