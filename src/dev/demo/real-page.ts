import type { DemoOptions } from './options.ts';
import { play, type PlayRecord } from './play.ts';
import { screen } from './screen.ts';
import type { Environment } from './environment.ts';

const spareMs = 60_000;

/** The main job on a page of the person's own. */
export async function playRealPage(
  environment: Environment,
  goal: string,
  { interval, sessions, answers }: DemoOptions,
): Promise<PlayRecord[]> {
  const endAt = Date.now() + interval * sessions * 60_000 + spareMs;
  screen.heading(`A trigger for ${sessions} ${sessions === 1 ? 'session' : 'sessions'}, every ${interval} minutes`);
  screen.fact('goal', goal);
  const record = await play(environment, {
    answers,
    request: {
      goal,
      withAutoTrigger: {
        interval,
        end_at: new Date(endAt).toISOString(),
        start_now: true,
        web_hook_url: environment.receiver.url,
        max_sessions: sessions,
      },
    },
  });
  return [record];
}
