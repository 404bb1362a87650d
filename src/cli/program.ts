import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { AutoTriggerError, errorCodes, messageOf } from '../contract/errors.ts';
import { oneLine } from '../dev/event-lines.ts';
import { addAccountCommand } from './commands/account.ts';
import { addAnswerCommand } from './commands/answer.ts';
import { addCreateCommand } from './commands/create.ts';
import { addDevCommand } from './commands/dev.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventsCommand } from './commands/events.ts';
import { addFiresCommand } from './commands/fires.ts';
import { addGrantsCommand } from './commands/grants.ts';
import { addListCommand } from './commands/list.ts';
import { addListenCommand } from './commands/listen.ts';
import { addMemoryCommand } from './commands/memory.ts';
import { addPauseCommand } from './commands/pause.ts';
import { addPingCommand } from './commands/ping.ts';
import { addPurgeCommand } from './commands/purge.ts';
import { addRedeliverCommand } from './commands/redeliver.ts';
import { addRequestsCommand } from './commands/requests.ts';
import { addRescheduleCommand } from './commands/reschedule.ts';
import { addResumeCommand } from './commands/resume.ts';
import { addRunNowCommand } from './commands/run-now.ts';
import { addSchemasCommand } from './commands/schemas.ts';
import { addSecretCommand } from './commands/secret.ts';
import { addShowCommand } from './commands/show.ts';
import { addStopCommand } from './commands/stop.ts';
import { addWatchCommand } from './commands/watch.ts';
import { addWorkerCommand } from './commands/worker.ts';

const badInputExitCode = 2;
const failedExitCode = 1;
const messageMaxCharacters = 20_000;

/**
 * Carries out one command line. What it prints is on stdout and stderr, and how it went in `process.exitCode`;
 * `parameters`: without the names of Node and of the script.
 */
export async function runProgram(parameters: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(parameters, { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error, parameters);
  }
}

function createProgram(): Command {
  const program = new Command('auto-trigger')
    .description('Recurring agent sessions with a browser, on Temporal.')
    .version(versionOf(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({ outputError: () => undefined }) // printed below, as every error is
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 bad input, 3 no such trigger or request, 4 refused in its present state, 5 Temporal not reachable.',
    );

  addCreateCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addWatchCommand(program);
  addRequestsCommand(program);
  addAnswerCommand(program);
  addPauseCommand(program);
  addResumeCommand(program);
  addRunNowCommand(program);
  addRescheduleCommand(program);
  addStopCommand(program);
  addPurgeCommand(program);
  addMemoryCommand(program);
  addGrantsCommand(program);
  addAccountCommand(program);
  addFiresCommand(program);
  addEventsCommand(program);
  addRedeliverCommand(program);
  addPingCommand(program);
  addSecretCommand(program);
  addSchemasCommand(program);
  addDevCommand(program);
  addWorkerCommand(program);
  addListenCommand(program);
  addDoctorCommand(program);
  return program;
}

/** The package's, which lies as far above the sources as above what is built of them. */
function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** One line on stderr, in words for a person, and with `--json` after a tab for a program; and the exit code. */
function reportError(error: unknown, parameters: readonly string[]): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // help was asked for, and given
    if (error.code === 'commander.help') return badInputExitCode;
    return reportError(new AutoTriggerError('InvalidRequest', error.message.replace(/^error: /, '')), parameters);
  }
  const message = oneLine(messageOf(error), messageMaxCharacters);
  const { code, details } = AutoTriggerError.is(error) ? error : { code: null, details: {} };
  const forPrograms = parameters.includes('--json') ? `\t${JSON.stringify({ code, details })}` : '';
  process.stderr.write(`error: ${message}${forPrograms}\n`);
  return code === null ? failedExitCode : errorCodes[code].exitCode;
}
