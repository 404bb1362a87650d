import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startSite } from '../../src/dev/sample-blog.ts';
import { firstPosts } from '../../src/dev/demo/sample-posts.ts';
import { processesWith, startNode, type Child } from '../support/child.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../src/dev/demo.ts', import.meta.url));
const demoMs = 60_000;

/** The demo without a terminal, on a server of its own unless told otherwise. */
async function startDemo(
  context: TestContext,
  parameters: string[],
  environment: Record<string, string | undefined> = { TEMPORAL_ADDRESS: undefined },
): Promise<{ demo: Child; folder: string }> {
  const folder = await temporaryFolder(context);
  return { demo: startNode(context, [program, ...parameters], { TMPDIR: folder, ...environment }), folder };
}

async function assertNothingIsLeft({ demo, folder }: { demo: Child; folder: string }): Promise<void> {
  const port = /Temporal server at 127\.0\.0\.1:(\d+)/.exec(demo.output())?.[1];
  if (port !== undefined) assert.deepEqual(await processesWith(`--port=${port}`), []);
  assert.deepEqual(await processesWith(folder), []); // Chromium's profile would be there
  assert.deepEqual(await readdir(folder), []);
}

describe('the demo', { concurrency: 2 }, () => {
  test('shows the main job from beginning to end in a minute, and leaves nothing running', async (context) => {
    const started = await startDemo(context, []);
    const { demo } = started;

    await demo.says(/wall time/, demoMs);
    assert.equal(await demo.ended, 0, demo.output());

    const output = demo.output();
    assert.match(output, /http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/trg_/);
    assert.match(output, /#1 trigger\.complete +answered: The latest post is “Version two of the seed library”/);
    assert.match(output, /#2 trigger\.complete +answered: New since .*“The greenhouse opens its own windows”/);
    assert.match(output, /#3 trigger\.external\.resource\.requested admin_permission_request/);
    assert.match(output, /no terminal here, so the demo answers by the signal admin_permission_response: approved/);
    assert.match(output, /#3 trigger\.complete +answered: New since .*“Guest post: what bees hear”/);
    assert.match(output, /#1 trigger\.external\.resource\.requested request_user_input/);
    assert.match(output, /no terminal here, so the demo answers by the signal user_input_response: http/);
    assert.match(output, /2\.1 +answered +.*“The autumn plan is on the wall”/);
    assert.match(output, /sessions +4 \(4 answered\)/);
    const [, received, verified] = /(\d+) received, (\d+) verified/.exec(output) ?? [];
    assert.equal(received, verified);
    await assertNothingIsLeft(started);
  });

  test('Ctrl-C in the middle of a session cleans up', async (context) => {
    const started = await startDemo(context, []);
    await started.demo.says(/trigger\.action\.run/, demoMs);

    started.demo.process.kill('SIGINT');

    assert.equal(await started.demo.ended, 130, started.demo.output());
    await assertNothingIsLeft(started);
  });

  test('with --no-answer a question waits, and the command that it prints answers it', async (context) => {
    const started = await startDemo(context, ['--no-answer']);
    const { demo } = started;
    const [, permission = ''] = await demo.says(/^ +(\S+ workflow signal .*admin_permission_response .*)$/m, demoMs);
    await promisify(exec)(permission);
    const [, input = ''] = await demo.says(/^ +(\S+ workflow signal .*user_input_response .*)$/m, demoMs);
    await promisify(exec)(input.replace('https://…', /sample blog at (\S+)/.exec(demo.output())?.[1] ?? ''));

    await demo.says(/wall time/, demoMs);
    assert.equal(await demo.ended, 0, demo.output());
    assert.match(demo.output(), /sessions +4 \(4 answered\)/);
    await assertNothingIsLeft(started);
  });

  test('with --goal it does the same on a page of the person’s own, on the server of the environment', async (context) => {
    const site = await startSite('A page of my own', 'For the demo', firstPosts());
    context.after(() => site.close());
    const goal = `Go through ${site.url} and let me know the latest update`;
    const started = await startDemo(context, ['--goal', goal, '--interval', '0.05', '--sessions', '2'], {
      AUTO_TRIGGER_ALLOW_NETWORKS: `127.0.0.1:${site.port}`,
    });
    const { demo } = started;

    await demo.says(/wall time/, demoMs);
    assert.equal(await demo.ended, 0, demo.output());
    assert.match(demo.output(), /1\.1 +answered +.*“Version two of the seed library”/);
    assert.match(demo.output(), /1\.2 +no_change/);
    await assertNothingIsLeft(started);
  });

  test('an option that is wrong is one line, and exit 2', async (context) => {
    const { demo } = await startDemo(context, ['--sessions', '2']);

    assert.equal(await demo.ended, 2);
    assert.match(demo.output(), /--interval and --sessions go with --goal/);
    assert.doesNotMatch(demo.output(), /at .*demo/);
  });
});
