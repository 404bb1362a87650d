import { InvalidArgumentError } from 'commander';

/** Reads a flag's whole number, from 1 on. */
export function parseCount(flag: string): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < 1 || !Number.isSafeInteger(count))
      throw new InvalidArgumentError(`${flag} takes a whole number from 1 on.`);
    return count;
  };
}
