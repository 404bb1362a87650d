import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { readDistance, readMoment } from '../contract/moment.ts';
import { AutoTriggerOptions, CreateRequest } from '../contract/trigger.ts';
import { given } from './given.ts';

/** One option of a request, as its schema describes it. */
interface OptionSchema {
  type?: string;
  description?: string;
  default?: string | number | boolean;
  enum?: string[];
  /** Where it may be null. */
  anyOf?: OptionSchema[];
}

/** A value as a flag gave it; what does not fit is left for the contract to name. */
type FlagValue = string | number | boolean | object;

const placeholders: Record<string, string> = {
  interval: 'minutes',
  end_at: 'time',
  start_at: 'time',
  web_hook_url: 'url',
  goal: 'text',
  jitter: 'seconds',
  max_sessions: 'count',
  events: 'names',
  config: 'json',
};

/** What the command line takes beyond the contract. */
const alsoTaken: Record<string, string> = {
  interval: 'or 90s, 30m, 12h',
  end_at: 'or a distance from now, like 12h, 30d',
  start_at: 'or a distance from now, like 10m',
};

const requestOptions = optionsOf(CreateRequest);

/** A flag for each option of the contract: its name in kebab-case, its help text that of the schema. */
export function addRequestFlags(command: Command): Command {
  command.option('--goal <text>', requestOptions['goal']?.description);
  command.option('--email <address>', `${requestOptions['email']?.description} (AUTO_TRIGGER_EMAIL)`);
  command.addOption(
    new Option('--config <json>', `${requestOptions['config']?.description}, as JSON`).argParser(parseJson),
  );
  command.option('--label <text>', requestOptions['label']?.description);
  command.option('--idempotency-key <key>', requestOptions['idempotency_key']?.description);
  return addOptionFlags(command, AutoTriggerOptions);
}

/** A flag for each option of a schema. */
export function addOptionFlags(command: Command, schema: z.ZodType): Command {
  for (const [name, option] of Object.entries(optionsOf(schema))) command.addOption(flagOf(name, option));
  return command.addOption(new Option('--webhook <url>', 'the same as --web-hook-url'));
}

/** What the flags give of a schema's options. */
export function optionsGiven(flags: Record<string, unknown>, schema: z.ZodType): Record<string, unknown> {
  const names = Object.keys(optionsOf(schema));
  const { web_hook_url = flags['webhook'], ...options } = given(
    Object.fromEntries(names.map((name) => [name, flags[camelCase(name)]])),
  ) as Record<string, unknown>;
  return given({ ...options, web_hook_url });
}

/** The request that the flags make: a single session, unless one says when or how often. */
export function requestOf(flags: Record<string, unknown>): CreateRequest {
  const { goal, email, label, config, idempotencyKey: idempotency_key } = flags;
  const { web_hook_url, ...schedule } = optionsGiven(flags, AutoTriggerOptions);
  const recurs = Object.keys(schedule).length > 0;
  const request = recurs
    ? { goal, email, label, config, idempotency_key, withAutoTrigger: given({ ...schedule, web_hook_url }) }
    : { goal, email, label, config, idempotency_key, web_hook_url };
  return given(request) as CreateRequest;
}

function flagOf(name: string, option: OptionSchema): Option {
  const { description = '', default: preset, enum: choices } = option;
  const type = option.type ?? option.anyOf?.[0]?.type;
  const flag = `--${name.replaceAll('_', '-')}`;
  if (type === 'boolean') return new Option(flag, description);
  const hint = [alsoTaken[name], choices?.join(' or '), preset === undefined ? undefined : `${preset} where left out`];
  const hints = hint.filter((text) => text !== undefined).join('; ');
  const made = new Option(
    `${flag} <${placeholders[name] ?? 'value'}>`,
    hints ? `${description} (${hints})` : description,
  );
  if (name === 'interval') return made.argParser(parseInterval);
  if (name === 'end_at' || name === 'start_at') return made.argParser(parseTime);
  if (type === 'object') return made.argParser(parseJson);
  if (type === 'array') return made.argParser((text) => text.split(/[\s,]+/).filter((part) => part !== ''));
  return type === 'number' || type === 'integer' ? made.argParser(parseNumber) : made;
}

/** A text that is no number as people write one (`0x10`, `1e3`) stays what it is, so that the message can show it. */
export function parseNumber(text: string): FlagValue {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text.trim()) || text === 'NaN' ? Number(text) : text;
}

/** Minutes, also of `30m` or `1.5h`. */
function parseInterval(text: string): FlagValue {
  const distance = readDistance(text);
  return distance === undefined ? parseNumber(text) : distance / 60_000;
}

/** An instant, also of a distance from now such as `30d`. */
function parseTime(text: string): FlagValue {
  const at = readDistance(text) === undefined ? undefined : readMoment(text, Date.now());
  return at === undefined ? text : new Date(at).toISOString();
}

/** @throws {InvalidArgumentError} for what is no JSON. */
export function parseJson(text: string): FlagValue {
  try {
    return JSON.parse(text) as FlagValue;
  } catch {
    throw new InvalidArgumentError('It must be JSON, like {"max_steps":20}.');
  }
}

function optionsOf(schema: z.ZodType): Record<string, OptionSchema> {
  return z.toJSONSchema(schema, { io: 'input' }).properties as Record<string, OptionSchema>;
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
