import { parseArgs } from 'node:util';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';

export const usage = `npm run demo [-- OPTIONS]

Starts a Temporal server with its UI, a worker with a browser, and a webhook receiver on this machine, creates
auto-triggers through the SDK, and shows what happens. It ends by itself and leaves nothing running.

  (no option)      a sample blog: three sessions, a question for permission, a question for an address
  --goal TEXT      the same on a real page: "Go through https://… and let me know …"
  --interval M     minutes from one session to the next, with --goal (default 1; fractions allowed)
  --sessions N     how many sessions, with --goal (default 2)
  --no-answer      leaves questions open, for you to answer in the Temporal UI or with the temporal CLI
  --keep           leaves all up at the end, until Ctrl-C
  --help           this text

The environment: TEMPORAL_ADDRESS (a server of your own), TEMPORAL_CLI_PATH, CHROMIUM_PATH, AUTO_TRIGGER_EMAIL,
AUTO_TRIGGER_ALLOW_NETWORKS (for a page of your own network).
`;

export interface DemoOptions {
  help: boolean;
  /** Undefined: the sample blog. */
  goal: string | undefined;
  /** Minutes. */
  interval: number;
  sessions: number;
  /** False: questions are left open for the person to answer elsewhere. */
  answers: boolean;
  keep: boolean;
}

/** @throws {AutoTriggerError} InvalidRequest, which says which option is wrong. */
export function readDemoOptions(parameters: string[]): DemoOptions {
  const { goal, interval, sessions, ...switches } = parse(parameters);
  if (goal === undefined && (interval !== undefined || sessions !== undefined))
    throw new AutoTriggerError('InvalidRequest', '--interval and --sessions go with --goal; the sample has its own');
  return {
    help: switches.help ?? false,
    goal,
    interval: number('--interval', interval, 1, 'a number above 0', (value) => value > 0),
    sessions: number('--sessions', sessions, 2, 'a whole number above 0', (value) => value > 0 && value % 1 === 0),
    answers: !(switches['no-answer'] ?? false),
    keep: switches.keep ?? false,
  };
}

function parse(parameters: string[]) {
  try {
    return parseArgs({
      args: parameters,
      options: {
        help: { type: 'boolean', short: 'h' },
        goal: { type: 'string' },
        interval: { type: 'string' },
        sessions: { type: 'string' },
        'no-answer': { type: 'boolean' },
        keep: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new AutoTriggerError('InvalidRequest', `${messageOf(error)} (--help tells what there is)`, { cause: error });
  }
}

function number(
  option: string,
  text: string | undefined,
  fallback: number,
  wanted: string,
  isGood: (value: number) => boolean,
): number {
  if (text === undefined) return fallback;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (isGood(value)) return value;
  throw new AutoTriggerError('InvalidRequest', `${option} (${text}) must be ${wanted}`);
}
