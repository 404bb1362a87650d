import { type Logger as TemporalLogger, type LogMetadata, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Temporal's log lines go through ours. Its runtime is one a process: a second worker shares the first one's. */
export function installRuntime(logger: Logger): void {
  try {
    Runtime.install({
      logger: temporalLogger(logger),
      telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
      shutdownSignals: [],
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'IllegalStateError') throw error;
  }
}

/** A logger of ours in the form that Temporal's SDK takes. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return {
    log: (level, message, meta) => write(logger, level, message, meta),
    trace: (message, meta) => write(logger, 'TRACE', message, meta),
    debug: (message, meta) => write(logger, 'DEBUG', message, meta),
    info: (message, meta) => write(logger, 'INFO', message, meta),
    warn: (message, meta) => write(logger, 'WARN', message, meta),
    error: (message, meta) => write(logger, 'ERROR', message, meta),
  };
}

/** What Temporal tells of its own doings is detail; its warnings and errors are not. */
function write(logger: Logger, level: string, message: string, meta: LogMetadata = {}): void {
  // said of the queue of browser steps, which has no workflows by design
  const isWarning = level === 'WARN' && !message.startsWith('No workflows registered');
  const name = level === 'ERROR' ? 'error' : isWarning ? 'warn' : level === 'TRACE' ? 'trace' : 'debug';
  // the token is bytes for machines; pino knows an error by the name `err`
  const { taskToken: _, error, ...rest } = meta;
  logger[name](error === undefined ? rest : { ...rest, err: error }, message);
}
