import { startSite, type Site } from '../sample-blog.ts';
import type { Cleanup } from './cleanup.ts';
import { play, type PlayRecord } from './play.ts';
import { firstPosts, guestPost, lastPost, secondPost } from './sample-posts.ts';
import { screen } from './screen.ts';
import type { Environment } from './environment.ts';

export interface SampleSites {
  blog: Site;
  /** Another site: it differs by its port. */
  neighbour: Site;
}

const intervalMinutes = 0.1;
const sessions = 3;
const lifeMs = 5 * 60_000;
const answerTimeoutSeconds = 600;

export async function startSampleSites(cleanup: Cleanup): Promise<SampleSites> {
  const blog = await startSite('The Greenhouse Log', 'Notes from a garden that keeps its own books', firstPosts());
  cleanup.add('sample blog', blog.close);
  const neighbour = await startSite('Meadow Next Door', 'Bees, mostly', []);
  cleanup.add('other site', neighbour.close);
  screen.detail(`sample blog at ${blog.url}`);
  return { blog, neighbour };
}

/** Three sessions over a blog that changes, then a goal without an address. */
export async function playSample(
  environment: Environment,
  sites: SampleSites,
  answers: boolean,
): Promise<PlayRecord[]> {
  return [await playBlog(environment, sites, answers), await playFavourite(environment, sites, answers)];
}

async function playBlog(
  environment: Environment,
  { blog, neighbour }: SampleSites,
  answers: boolean,
): Promise<PlayRecord> {
  const goal = `Go through ${blog.url} and let me know the latest update on the blog`;
  screen.heading('1. A trigger for three sessions, six seconds apart');
  screen.fact('goal', goal);
  return play(environment, {
    answers,
    request: {
      goal,
      config: { answer_timeout: answerTimeoutSeconds },
      withAutoTrigger: {
        interval: intervalMinutes,
        end_at: new Date(Date.now() + lifeMs).toISOString(),
        start_now: true,
        web_hook_url: environment.receiver.url,
        max_sessions: sessions,
      },
    },
    onEvent({ event, data }) {
      if (event !== 'trigger.complete') return;
      if (data.session_number === 1) publish(blog, secondPost());
      if (data.session_number === 2) {
        const post = guestPost();
        publish(blog, { ...post, url: neighbour.publish(post) });
      }
    },
  });
}

function publish(blog: Site, post: Parameters<Site['publish']>[0]): void {
  const address = blog.publish(post);
  screen.line(`  ${screen.paint.magenta('✎')} the blog publishes “${post.title}” (${address})`);
}

async function playFavourite(environment: Environment, { blog }: SampleSites, answers: boolean): Promise<PlayRecord> {
  const goal = 'Let me know the latest post on my favourite blog';
  screen.heading('2. A goal without an address, once');
  publish(blog, lastPost());
  screen.fact('goal', goal);
  return play(environment, {
    answers,
    suggestion: blog.url,
    request: { goal, config: { answer_timeout: answerTimeoutSeconds }, web_hook_url: environment.receiver.url },
  });
}
