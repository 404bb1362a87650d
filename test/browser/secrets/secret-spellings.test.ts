import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecrets } from '../../../src/browser/secrets/secrets.ts';

/** As a text stands in JSON in JSON in JSON. */
function escapedTimes(text: string, times: number): string {
  return times === 0 ? text : escapedTimes(JSON.stringify(text).slice(1, -1), times - 1);
}

const inScripts = (text: string) =>
  Array.from(text, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

describe('a secret with backslashes in it', () => {
  for (const value of [String.raw`C:\\share\dir`, String.raw`\begins`, String.raw`ends\\`, String.raw`a\"b\/c'd`]) {
    const { scrub } = createSecrets([{ name: 'A', value, sites: [] }]);

    for (const times of [0, 1, 2, 4])
      test(`${value} gives place to its name where it is escaped ${times} times`, () => {
        assert.equal(scrub(`seen: ${escapedTimes(value, times)}`).replaceAll('\\', ''), 'seen: {{secret:A}}');
      });

    test(`${value} gives place to its name in a script, and in an address`, () => {
      assert.equal(scrub(`seen: ${inScripts(value)}`), 'seen: {{secret:A}}');
      assert.equal(scrub(`seen: ${escapedTimes(inScripts(value), 2)}`), 'seen: {{secret:A}}');
      assert.equal(scrub(`seen: ${encodeURIComponent(value)}`), 'seen: {{secret:A}}');
    });

    test(`${value} gives place to its name behind a row of backslashes`, () => {
      const scrubbed = scrub(`seen: ${'\\'.repeat(50)}${value} ${'%5C'.repeat(50)}${encodeURIComponent(value)}`);

      assert.equal(scrubbed.split('{{secret:A}}').length, 3);
    });
  }
});
