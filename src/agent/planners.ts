import type { NetworkGuard } from '../network/guard.ts';
import { createBuiltinPlanner } from './builtin/planner.ts';
import type { ModelAccess } from './llm/models.ts';
import type { Planner } from './planner.ts';

/** The planner that each session's configuration names. */
export function createPlanner(options: { guard: NetworkGuard; access: ModelAccess }): Planner {
  const builtin = createBuiltinPlanner();
  let llm: Promise<Planner> | undefined;
  // what speaks to models takes half a second to load, which sessions without one need not pay
  const loadLlm = async () => (await import('./llm/planner.ts')).createLlmPlanner(options);
  return {
    async think(input, context) {
      if (input.config.driver === 'builtin') return builtin.think(input, context);
      llm ??= loadLlm();
      return (await llm).think(input, context);
    },
  };
}
