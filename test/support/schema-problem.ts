import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { eventSchemas } from '../../src/contract/event-schemas.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
formats.default(ajv);
const checks = new Map(Object.entries(eventSchemas()).map(([name, schema]) => [name, ajv.compile(schema)]));

/** Why a body does not fit the published schema of its event, as a checker of other people's finds; null where it fits. */
export function schemaProblem(body: { event: string }): string | null {
  const fits = checks.get(body.event);
  if (fits === undefined) return `there is no schema of ${body.event}`;
  return fits(body) ? null : ajv.errorsText(fits.errors);
}
