import assert from 'node:assert/strict';
import { readFileSync, existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import * as accountMessages from '../../src/contract/account-messages.ts';
import { AccountSettings, figuresAt } from '../../src/contract/account.ts';
import { AgentConfig } from '../../src/contract/agent.ts';
import { FieldProblem } from '../../src/contract/error-details.ts';
import { errorCodes } from '../../src/contract/errors.ts';
import { eventData, eventNames, type EventName } from '../../src/contract/events.ts';
import { limits } from '../../src/contract/limits.ts';
import type { Query, Update } from '../../src/contract/message-definition.ts';
import * as messages from '../../src/contract/messages.ts';
import { sessionErrorCodes } from '../../src/contract/session-errors.ts';
import { openStates, closedStates } from '../../src/contract/status.ts';
import { searchAttributes } from '../../src/contract/temporal-names.ts';
import { AutoTriggerOptions, CreateRequest } from '../../src/contract/trigger.ts';
import { TriggerFilter } from '../../src/contract/trigger-filter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = (path: string) => readFileSync(join(root, 'docs', path), 'utf8');

const identity = ['sessionId', 'tracking_id', 'session_number', 'sequence', 'occurred_at'];
const common = [...identity, 'goal', 'email', 'label', 'truncated', 'test'];
const sectionOf = (event: EventName) =>
  page('reference/events.md')
    .split(/^## /m)
    .find((text) => text.startsWith(`\`${event}\``));

describe('the page on events', () => {
  for (const event of eventNames) {
    test(`names every field of ${event}, and its example fits the schema`, () => {
      const section = sectionOf(event) ?? '';
      for (const field of Object.keys(eventData[event].shape).filter((name) => !common.includes(name)))
        assert.match(section, new RegExp(`^\\| \`${field}\` \\|`, 'm'));
      const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
      assert.equal(example.event, event);
      z.strictObject(eventData[event].shape).parse(example.data);
    });
  }

  test('names every field that all events have, and every error code', () => {
    const text = page('reference/events.md');
    for (const field of common) assert.match(text, new RegExp(`^\\| \`${field}\` \\|`, 'm'));
    for (const code of sessionErrorCodes) assert.ok(text.includes(`\`${code}\``), code);
  });
});

describe('the page on configuration', () => {
  for (const [name, schema] of Object.entries({ CreateRequest, AutoTriggerOptions, AgentConfig })) {
    test(`names every option of ${name} with its default`, () => {
      const { properties } = z.toJSONSchema(schema, { io: 'input' }) as {
        properties: Record<string, { default?: unknown }>;
      };
      for (const [option, { default: preset }] of Object.entries(properties)) {
        const isPlain = ['string', 'number', 'boolean'].includes(typeof preset);
        const row = isPlain ? `| \`${option}\` | \`${preset as string}\` |` : `| \`${option}\` |`;
        assert.ok(page('reference/configuration.md').includes(row), row);
      }
    });
  }

  test('has every limit with its value', () => {
    const rows = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value.toLocaleString('en-US')} |`);
    const table = page('reference/configuration.md').split('## Limits')[1] ?? '';
    assert.deepEqual(
      table.split('\n').filter((line) => line.startsWith('| `')),
      rows,
    );
  });
});

describe('the page on accounts', () => {
  test('names every setting, and every field of an account', () => {
    const text = page('reference/accounts.md');
    const record = { email: '', max_session_per_day: 0, time_zone: 'UTC', counted: [] };
    const fields = [...Object.keys(figuresAt(record, 0, 0)), ...Object.keys(AccountSettings.shape)];
    for (const field of fields) assert.match(text, new RegExp(`^\\| \`${field}\` \\|`, 'm'));
  });
});

describe('the page on errors', () => {
  const rows = [...page('reference/errors.md').matchAll(/^\| `(\w+)` \| .+ \| (\d) \| (yes|no) \| (.*)\|$/gm)].map(
    ([, code, exit, later, details = '']) => [
      code,
      { exitCode: Number(exit), retryable: later === 'yes', details: details.match(/\w+/g) ?? [] },
    ],
  );
  const table = Object.entries(errorCodes).map(([code, { exitCode, retryable, details }]) => [
    code,
    { exitCode, retryable, details: Object.keys(details.shape) },
  ]);

  test('has the table of errors, row by row', () => {
    assert.deepEqual(rows, table);
  });

  test('says what each detail means', () => {
    const text = page('reference/errors.md').split('## The details')[1] ?? '';
    const names = Object.values(errorCodes).flatMap(({ details }) => Object.keys(details.shape));
    for (const name of names) assert.ok(text.includes(`\`${name}\``), name);
    for (const name of Object.keys(FieldProblem.shape)) assert.match(text, new RegExp(`\\b${name}\\b`));
  });
});

describe('the page on many triggers', () => {
  test('names every field of a filter, with its flag', () => {
    for (const field of Object.keys(TriggerFilter.shape))
      assert.match(
        page('reference/many.md'),
        new RegExp(`^\\| \`${field}\` \\| \`--${field.replaceAll('_', '-')}`, 'm'),
      );
  });
});

/** The rows of a table of messages: kind, name, argument, description; without the links in them. */
function messageRows(path: string, heading: string): string[][] {
  const section = page(path).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => /^\| (?:signal|update|query) \| `/.test(line));
  const unlinked = rows.map((row) => row.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
  return unlinked.map((row) => row.split(/ ?\| ?/).slice(1, -1));
}

/** The messages that a module of the contract defines, as their table has to have them. */
function definitionsIn(module: object): { kind: string; message: Query<unknown> | Update<unknown, unknown> }[] {
  return Object.entries(module).map(([name, message]) => ({
    kind: /(?:Signal|Update|Query)$/.exec(name)?.[0].toLowerCase() ?? name,
    message,
  }));
}

describe('the tables of messages', () => {
  for (const [path, heading, module] of [
    ['reference/temporal.md', 'Messages', messages],
    ['reference/accounts.md', 'The workflow', accountMessages],
  ] as const) {
    test(`of ${path} have each one that is defined, with its description`, () => {
      const rows = messageRows(path, heading).map(([kind, name, , does]) => `${kind} ${name}: ${does}`);
      const defined = definitionsIn(module).map(
        ({ kind, message: { name, description } }) => `${kind} \`${name}\`: ${description}`,
      );

      assert.deepEqual(rows.toSorted(), defined.toSorted());
    });

    test(`of ${path} name every field of an argument`, () => {
      const documented = new Map(messageRows(path, heading).map(([, name, argument = '']) => [name, argument]));
      for (const { message } of definitionsIn(module)) {
        const argument = documented.get(`\`${message.name}\``) ?? '';
        const shape = 'input' in message && message.input instanceof z.ZodObject ? message.input.shape : {};
        for (const field of Object.keys(shape)) assert.ok(argument.includes(field), `${message.name}: ${field}`);
        const mayBeNothing = 'mayBeNothing' in message || !('input' in message);
        assert.equal(argument.includes('nothing'), mayBeNothing, message.name);
      }
    });
  }
});

describe('the page on Temporal', () => {
  test('names every search attribute and every state', () => {
    const text = page('reference/temporal.md');
    for (const name of [...Object.keys(searchAttributes), ...openStates, ...closedStates])
      assert.ok(text.includes(`\`${name}\``), name);
  });
});

test('links between the documents lead somewhere', () => {
  for (const path of globSync('{docs/**/*.md,*.md}', { cwd: root }))
    for (const [, target = ''] of readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(join(root, dirname(path), target)), `${path} links to ${target}`);
});
