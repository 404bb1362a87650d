import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a figure was measured on; `load` is what else, and the bench itself, kept busy in the last minute. */
export interface Machine {
  at: string;
  cpu: string;
  cores: number;
  memory_gb: number;
  os: string;
  node: string;
  load: number;
}

export function describeMachine(): Machine {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 1e9),
    os: `${type()} ${release()}`,
    node: process.version,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** On one line, for a terminal. */
export function machineLine({ at, cpu, cores, memory_gb, os, node, load }: Machine): string {
  return `${at}: ${cores} cores of ${cpu}, ${memory_gb} GB, ${os}, Node ${node}, load ${load} at the start`;
}
