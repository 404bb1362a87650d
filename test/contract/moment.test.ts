import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMoment } from '../../src/contract/moment.ts';

const now = Date.parse('2027-01-01T12:00:00Z');

describe('a moment that a person wrote', () => {
  for (const [text, instant] of [
    ['2027-01-01T13:00:00+01:00', '2027-01-01T12:00:00.000Z'],
    ['2027-01-01T13:00Z', '2027-01-01T13:00:00.000Z'],
    ['1h', '2027-01-01T13:00:00.000Z'],
    ['90m', '2027-01-01T13:30:00.000Z'],
    ['30 min', '2027-01-01T12:30:00.000Z'],
    ['-2d', '2026-12-30T12:00:00.000Z'],
    ['1.5h', '2027-01-01T13:30:00.000Z'],
    ['0s', '2027-01-01T12:00:00.000Z'],
  ] as const)
    test(`${text} is ${instant}`, () => {
      assert.equal(new Date(readMoment(text, now) ?? Number.NaN).toISOString(), instant);
    });

  for (const text of [
    '',
    'soon',
    '1',
    '1y',
    'h',
    '2027-01-01',
    '2027-01-01T12:00:00',
    '2027-13-01T00:00:00Z',
    '99999999d',
  ])
    test(`"${text}" is none`, () => {
      assert.equal(readMoment(text, now), undefined);
    });
});
