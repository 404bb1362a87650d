import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';
import type { JudgedFigure } from './triggers/figures.ts';

export interface Result {
  machine: Machine;
  versions: Record<string, string>;
  sizes: Record<string, number>;
  figures: JudgedFigure[];
  details: object;
}

/** What was measured last, scenario by scenario, each with what it was measured on. */
export type Results = Record<string, Result>;

const fileOf = (bench: string) => fileURLToPath(new URL(`./results/${bench}.json`, import.meta.url));

export async function readResults(bench: string): Promise<Results> {
  return JSON.parse(await readFile(fileOf(bench), 'utf8')) as Results;
}

/** Takes the place of the scenario's last result; those of others stay. */
export async function keepResults(bench: string, scenario: string, result: Result): Promise<void> {
  const known = await readResults(bench).catch(() => ({}));
  await mkdir(dirname(fileOf(bench)), { recursive: true });
  await writeFile(fileOf(bench), `${JSON.stringify({ ...known, [scenario]: result }, null, 2)}\n`);
}
