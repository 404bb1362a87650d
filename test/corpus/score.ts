import type { Finish } from '../../src/contract/session.ts';
import type { Life } from '../agent/builtin/session.ts';
import type { Site } from '../browser/site.ts';
import { addressOf, dayIn, page, type Post, postsOf, type Shape } from './shape.ts';

/** What a life of four visits shows of a shape: the newest twice, a new entry once, and twice nothing new. */
export interface Score {
  shape: Shape;
  newest: { right: number; of: number };
  noticed: { right: number; of: number };
  /** Visits without a new entry that were reported as changed. */
  falselyChanged: { count: number; of: number };
  /** What was not as it should be, for people. */
  mistakes: string[];
}

interface Visit {
  skip: number;
  isNew: boolean;
}
/** All four visits. */
export const wholeLife: Visit[] = [
  { skip: 1, isNew: false },
  { skip: 1, isNew: false },
  { skip: 0, isNew: true },
  { skip: 0, isNew: false },
];

/** The first look, and a new entry: what a test has time for. */
export const shortLife: Visit[] = wholeLife.filter((_, visit) => visit === 0 || visit === 2);

/** How the built-in planner goes through a goal. */
export type Run = (goal: string, life: Life) => Promise<{ finish: Finish }>;

/** Lets the built-in planner visit a shape several times, as a trigger would, and compares its answers with the truth. */
export async function scoreShape(
  shape: Shape,
  { run, site, visits }: { run: Run; site: Site; visits: Visit[] },
): Promise<Score> {
  const now = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`);
  const score: Score = {
    shape,
    newest: { right: 0, of: 0 },
    noticed: { right: 0, of: 0 },
    falselyChanged: { count: 0, of: 0 },
    mistakes: [],
  };
  const life: Life = { memory: [], given: [], lastAnsweredAt: null };
  const goal = `Go through ${site.url}${shape.path} and let me know the latest update on the blog`;
  const { language = 'en', count = 8 } = shape;
  for (const [visit, { skip, isNew }] of visits.entries()) {
    const posts = postsOf({ language, count, now, skip });
    site.routes = routesOf(shape, { posts, visit, now });
    // oxlint-disable-next-line no-await-in-loop -- each visit remembers the one before
    const { finish } = await run(goal, life);
    judge(score, { finish, posts, visit, isNew, site });
  }
  return score;
}

function routesOf(shape: Shape, view: { posts: Post[]; visit: number; now: Date }): Site['routes'] {
  const { address = addressOf } = shape;
  const articles = view.posts
    .filter((post) => !address(post).includes('#'))
    .map((post) => [address(post), articlePage(post, shape)] as const);
  return { ...Object.fromEntries(articles), ...shape.others?.(view), [shape.path]: shape.render(view) };
}

function articlePage(post: Post, { language = 'en', isUndated }: Shape): string {
  const date = isUndated === true ? '' : `<time datetime="${post.day}">${dayIn(language, post.day)}</time>`;
  return page(`<article><h1>${post.title}</h1>${date}<p>${post.excerpt}</p></article>`, { language });
}

function judge(
  score: Score,
  { finish, posts, visit, isNew, site }: { finish: Finish; posts: Post[]; visit: number; isNew: boolean; site: Site },
): void {
  const { shape } = score;
  const [newest] = posts;
  if (newest === undefined) throw new TypeError(`the shape ${shape.name} has no posts`);
  const title = shape.titleOf?.(newest) ?? newest.title;
  const url = `${site.url}${(shape.address ?? addressOf)(newest)}`;
  const day = shape.isUndated === true ? undefined : newest.day;
  const { latest, added } = (finish.result ?? {}) as {
    latest?: { title: string; url: string; published_at: string | null };
    added?: { title: string }[];
  };
  const complain = (what: string) =>
    score.mistakes.push(`visit ${visit + 1}: ${what}: ${finish.outcome}, ${JSON.stringify(latest ?? finish.answer)}`);
  const isRight =
    latest?.title === title &&
    latest.url.replace(/\/$/, '').startsWith(url.replace(/\/$/, '')) &&
    latest.published_at?.slice(0, 10) === day;
  score.newest.of += 1;
  if (isRight) score.newest.right += 1;
  else complain(`the newest is ${JSON.stringify({ title, url, day })}`);
  if (finish.evidence.length === 0) complain('nothing is quoted');
  if (isNew) {
    const isNoticed = finish.outcome === 'answered' && added?.length === 1 && added[0]?.title === title;
    score.noticed.of += 1;
    if (isNoticed) score.noticed.right += 1;
    else complain(`one is new: ${JSON.stringify(added?.map((entry) => entry.title))}`);
  } else if (visit > 0) {
    score.falselyChanged.of += 1;
    if (finish.outcome !== 'no_change') {
      score.falselyChanged.count += 1;
      complain(`nothing is new: ${finish.answer}`);
    }
  }
}
