/** `npm run build`: makes `dist/`, which is what the package carries: JavaScript, types, a workflow bundle. */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const inProject = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

function step<Result>(name: string, run: () => Result): Result {
  process.stderr.write(`${name}\n`);
  return run();
}

step('removing dist/', () => rmSync(inProject('dist'), { recursive: true, force: true }));

step('compiling src/ to dist/', () => {
  const compiler = inProject('node_modules/typescript/bin/tsc');
  const { status, error } = spawnSync(process.execPath, [compiler, '--project', inProject('tsconfig.build.json')], {
    stdio: ['ignore', 2, 2],
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(1);
  chmodSync(inProject('dist/cli/main.js'), 0o755);
});

const ignore = () => {};
const tell = (message: string) => process.stderr.write(`${message}\n`);
const bundle = await step('bundling the workflows to dist/workflow-bundle.js', () =>
  bundleWorkflowCode({
    workflowsPath: inProject('dist/workflows/index.js'),
    preloadModules: [inProject('dist/workflows/shared-schemas.js')],
    payloadConverterPath: inProject('dist/workflows/payload-converter.js'),
    logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: tell, error: tell },
  }),
);
writeFileSync(inProject('dist/workflow-bundle.js'), bundle.code);

const megabytes = statSync(inProject('dist/workflow-bundle.js')).size / 1e6;
process.stderr.write(`done; the workflow bundle has ${megabytes.toFixed(1)} MB\n`);
