/**
 * `npm run bench:planner`: how often the built-in planner is right in a real browser on the saved pages that have a
 * later look. Each is visited four times: for the first time, when nothing is new, when one entry is, and when nothing
 * is again. Words after it choose pages by their names or kinds.
 */
import { type Life, runSession } from '../test/agent/builtin/session.ts';
import { goalOf, shouldBeTold, type Told, told } from '../test/agent/builtin/saved-life.ts';
import { startPool, startSite, type Site } from '../test/browser/site.ts';
import { type LookName, lookNames, type SavedPage, savedPages } from '../test/reading/saved-pages.ts';
import { addressesOn, routesOf } from '../test/reading/serve-page.ts';
import { setClock } from '../test/support/clock.ts';

interface Visit {
  page: SavedPage;
  isRight: boolean;
  /** What was not as it should be, for people; undefined where nothing was. */
  mistake: string | undefined;
  tells: Told;
}

const lanes = 2;
const wanted = process.argv.slice(2).join(' ').toLowerCase();
const chosen = savedPages().filter(
  ({ name, expected: { kind, later } }) =>
    later?.list !== undefined && `${kind}: ${name}`.toLowerCase().includes(wanted),
);

const pool = startPool({ pageTimeoutMs: 10_000 });
const sites = await Promise.all(Array.from({ length: lanes }, () => startSite({})));
const visits: Visit[] = [];
for (const [seenAt, group] of Map.groupBy(chosen, ({ expected }) => expected.seen_at)) {
  const resetClock = setClock(seenAt);
  const waiting = [...group];
  // oxlint-disable-next-line no-await-in-loop -- the clock is one for all lanes
  await Promise.all(
    sites.map(async (site) => {
      for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
        // oxlint-disable-next-line no-await-in-loop -- one page after the other, in each lane
        const life = await liveWith(page, site);
        visits.push(...life);
        console.error(`${life.every(({ mistake }) => mistake === undefined) ? '✓' : '✗'} ${page.name}`);
      }
    }),
  );
  resetClock();
}
await pool.closeAll();
await Promise.all(sites.map((site) => site.close()));

async function liveWith(page: SavedPage, site: Site): Promise<Visit[]> {
  const life: Life = { memory: [], given: [], lastAnsweredAt: null };
  const { origin } = new URL(page.expected.url);
  const made: Visit[] = [];
  for (const look of lookNames) {
    site.routes = routesOf(page, shownAt(page, look), site);
    const goal = goalOf(addressesOn(page, site)(page.expected.url));
    // oxlint-disable-next-line no-await-in-loop -- each visit remembers the one before
    const { finish } = await runSession(pool, goal, life);
    const tells = told(finish, look, (url) => url.replace(site.url, origin));
    const should = shouldBeTold(page, look);
    const isRight = JSON.stringify(tells.latest) === JSON.stringify(should.latest);
    const isWhole = JSON.stringify(tells) === JSON.stringify(should) && finish.evidence.length > 0;
    const mistake = isWhole
      ? undefined
      : `${look}: ${JSON.stringify(tells)}, and should be ${JSON.stringify(should)}: ${finish.answer}`;
    made.push({ page, isRight, mistake, tells });
  }
  return made;
}

/** A look of which nothing was saved is the same as the one before. */
function shownAt({ looks }: SavedPage, look: LookName): LookName {
  if (looks.includes(look)) return look;
  return look === 'later-again' ? 'later' : 'page';
}

const percent = (part: Visit[], whole: Visit[]) =>
  whole.length === 0 ? '–' : `${((100 * part.length) / whole.length).toFixed(1)} %`;

function row(kind: string, of: Visit[]): string {
  const withNews = of.filter(({ tells }) => tells.look === 'later');
  const without = of.filter(({ tells }) => tells.look.endsWith('again'));
  const noticed = withNews.filter(
    ({ page, tells }) =>
      tells.outcome === 'answered' && tells.added.join() === shouldBeTold(page, 'later').added.join(),
  );
  const falsely = without.filter(({ tells }) => tells.outcome !== 'no_change');
  return [
    kind.padEnd(24),
    String(new Set(of.map(({ page }) => page.name)).size).padStart(6),
    percent(
      of.filter(({ isRight }) => isRight),
      of,
    ).padStart(9),
    percent(noticed, withNews).padStart(9),
    percent(falsely, without).padStart(15),
  ].join('  ');
}

console.log(`${'kind'.padEnd(24)}   pages     newest   new seen  falsely changed`);
const sorted = visits.toSorted((one, other) => (one.page.name < other.page.name ? -1 : 1));
for (const [kind, of] of Map.groupBy(sorted, ({ page }) => page.expected.kind)) console.log(row(kind, of));
console.log(row('all', visits));
for (const { page, mistake } of sorted) if (mistake !== undefined) console.log(`\n${page.name}\n  ${mistake}`);
