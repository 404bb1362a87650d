import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBody } from '../../src/network/read-body.ts';

/** A body in pieces of three bytes, and how many of them were read. */
function bodyOf(text: string, { breaksOff = false } = {}) {
  const read = { pieces: 0, isGivenUp: false };
  async function* pieces() {
    try {
      for (let start = 0; start < text.length; start += 3) {
        read.pieces += 1;
        yield Buffer.from(text.slice(start, start + 3));
      }
      if (breaksOff) throw new Error('connection reset');
    } finally {
      read.isGivenUp = true;
    }
  }
  return { body: pieces(), read };
}

describe('a body', () => {
  test('is read to its end, also where that is just the limit', async () => {
    const { bytes, isTooLong } = await readBody(bodyOf('abcdef').body, { maxBytes: 6 });

    assert.equal(bytes.toString(), 'abcdef');
    assert.equal(isTooLong, false);
  });

  test('is cut at the limit, and what is beyond is not read', async () => {
    const { body, read } = bodyOf('abcdefghijkl');

    const { bytes, isTooLong } = await readBody(body, { maxBytes: 4 });

    assert.equal(bytes.toString(), 'abcd');
    assert.equal(isTooLong, true);
    assert.deepEqual(read, { pieces: 2, isGivenUp: true });
  });

  test('that breaks off is an error, unless its beginning will do', async () => {
    await assert.rejects(readBody(bodyOf('abc', { breaksOff: true }).body, { maxBytes: 9 }), /connection reset/);

    const { bytes, isTooLong } = await readBody(bodyOf('abc', { breaksOff: true }).body, {
      maxBytes: 9,
      isPartEnough: true,
    });
    assert.equal(bytes.toString(), 'abc');
    assert.equal(isTooLong, false);
  });
});
