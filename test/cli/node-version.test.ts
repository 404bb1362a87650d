import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nodeProblem, oldestNode } from '../../src/cli/node-version.ts';

test('a Node that is too old is told so in one line, by the version that the package asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };

  assert.equal(engines.node, `>=${oldestNode}`);
  for (const version of ['20.20.2', '22.18.0']) {
    const problem = nodeProblem(version) ?? '';
    assert.match(problem, new RegExp(`needs Node 22\\.19 or newer, and this is Node ${version}`));
    assert.ok(!problem.includes('\n'));
  }
  for (const version of ['22.19.0', '24.0.0', '100.1.0']) assert.equal(nodeProblem(version), undefined);
});

test('what says so is loaded by itself', () => {
  const source = readFileSync(new URL('../../src/cli/main.ts', import.meta.url), 'utf8');
  const loaded = [...source.matchAll(/^import .* from '(.*)';$/gm)].map(([, path]) => path);

  assert.deepEqual(loaded, ['./node-version.ts']);
});
