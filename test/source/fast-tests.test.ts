import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What leads to a Temporal server or a browser. */
const live = [
  'src/dev/demo.ts',
  'src/dev/dev-server.ts',
  'src/dev/obtain-browser.ts',
  'test/browser/site.ts',
  'test/cli/run-cli.ts',
  'test/support/replay.ts',
  'test/support/rig.ts',
  'test/support/time-skipping.ts',
];

const imports = /^(?:import|export) (?<names>[^;']*) from '(?<path>\.[^']+)';$/gm;

/** The modules of tests and of the product that a file of the tests loads; types load nothing. */
function loadedBy(file: string): string[] {
  const statements = readFileSync(join(root, file), 'utf8').matchAll(imports);
  return Array.from(statements, ({ groups }) => groups ?? {})
    .filter(({ names = '' }) => !isOfTypesAlone(names))
    .map(({ path = '' }) => join(dirname(file), path));
}

function isOfTypesAlone(names: string): boolean {
  const listed = names.replaceAll(/[{}\n]/g, '').split(',');
  return listed.every((name) => name.trim() === '' || name.trim().startsWith('type ')) || names.startsWith('type ');
}

function firstLive(file: string, seen = new Set<string>()): string | undefined {
  for (const loaded of loadedBy(file)) {
    if (live.includes(loaded)) return loaded;
    if (!loaded.startsWith('test/') || seen.has(loaded)) continue;
    const found = firstLive(loaded, seen.add(loaded));
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('npm run test:fast', () => {
  test('has no test that loads what needs a server or a browser: such a file is called *.live.test.ts', () => {
    const fast = globSync('test/**/*.test.ts', { cwd: root }).filter((file) => !file.endsWith('.live.test.ts'));

    const misnamed = fast.map((file) => [file, firstLive(file)]).filter(([, loaded]) => loaded !== undefined);

    assert.ok(fast.length > 50);
    assert.deepEqual(misnamed, []);
    for (const file of live) assert.ok(globSync(file, { cwd: root }).length === 1, `${file} is there`);
  });
});
