import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../src', import.meta.url));
const declaration = /^export (?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** Where each name is declared and exported; a schema and its type share a file, and a name. */
function placesByName(): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const file of globSync('**/*.ts', { cwd: root }).toSorted()) {
    const names = new Set(
      Array.from(readFileSync(`${root}/${file}`, 'utf8').matchAll(declaration), ([, name]) => name ?? ''),
    );
    for (const name of names) places.set(name, [...(places.get(name) ?? []), file]);
  }
  return places;
}

describe('the names of the sources', () => {
  test('an exported name stands for one thing', () => {
    const places = placesByName();

    const shared = [...places].filter(([, files]) => files.length > 1);

    assert.ok(places.size > 500, 'the exports were found');
    assert.deepEqual(shared, []);
  });
});
