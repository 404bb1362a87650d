import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { workflowBundle } from '../support/bundle.ts';

const source = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');

describe('schemas are made once for all workflows of a worker', () => {
  test('each module of the contract that has some, and is part of the workflows, is shared and closed', async () => {
    const bundle = await workflowBundle();
    const code = 'code' in bundle ? bundle.code : readFileSync(bundle.codePath, 'utf8');
    const shared = source('workflows/shared-schemas.ts');

    const withSchemas = readdirSync(new URL('../../src/contract', import.meta.url))
      .filter((name) => /^import \{ z \} from 'zod'/m.test(source(`contract/${name}`)))
      .filter((name) => code.includes(`"./src/contract/${name}"`));

    assert.ok(withSchemas.includes('trigger.ts'));
    for (const name of withSchemas) {
      const [, as] = new RegExp(`^import \\* as (\\w+) from '../contract/${name}'`, 'm').exec(shared) ?? [];
      assert.ok(as !== undefined, `${name} is not imported by shared-schemas.ts`);
      assert.match(shared, new RegExp(`holders = \\[[^\\]]*\\b${as}\\b`), `${name} is not among the holders`);
    }
  });
});
