import { AutoTriggerError } from '../contract/errors.ts';

/** A port as a flag gives it; undefined where it was not given. */
export function parsePort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new AutoTriggerError('InvalidRequest', `${flag} (${text}) must be a whole number from 0 to 65535`);
}
