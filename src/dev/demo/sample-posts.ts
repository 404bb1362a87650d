import type { Post } from '../sample-blog-pages.ts';

const dayMs = 86_400_000;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString();
}

/** What the sample blog has before the demo begins. */
export function firstPosts(): Post[] {
  return [
    {
      slug: 'why-we-measure-the-morning-dew',
      title: 'Why we measure the morning dew',
      published_at: daysAgo(24),
      text: [
        'Dew is the cheapest rain gauge there is, and the most ignored one.',
        'For a month we weighed a sheet of felt at sunrise. The felt knew two days ahead when the beds would need no water.',
      ],
    },
    {
      slug: 'a-compost-heap-that-sends-postcards',
      title: 'A compost heap that sends postcards',
      published_at: daysAgo(11),
      text: [
        'The heap behind the north wall has a thermometer, a radio and a sense of occasion.',
        'At sixty degrees it writes to us. Last week it wrote three times in a night, and it was right each time.',
      ],
    },
    {
      slug: 'version-two-of-the-seed-library',
      title: 'Version two of the seed library',
      published_at: daysAgo(2),
      text: [
        'The seed library now lends by the gram, and it remembers what came back.',
        'Version two counts 412 varieties. Each drawer has a card with the year, the bed, and the name of whoever saved the seed.',
      ],
    },
  ];
}

/** Published after the first session. */
export function secondPost(): Post {
  return {
    slug: 'the-greenhouse-opens-its-own-windows',
    title: 'The greenhouse opens its own windows',
    published_at: new Date().toISOString(),
    text: [
      'Since this morning the greenhouse decides for itself when it is too warm.',
      'A wax cylinder pushes the windows open at twenty-six degrees. It needs no power, and it cannot be hacked.',
    ],
  };
}

/** Published before the goal without an address. */
export function lastPost(): Post {
  return {
    slug: 'the-autumn-plan-is-on-the-wall',
    title: 'The autumn plan is on the wall',
    published_at: new Date().toISOString(),
    text: [
      'Twelve beds, four crops, and one row that stays empty on purpose.',
      'The plan hangs by the door of the potting shed. Whoever finds a mistake may plant the empty row.',
    ],
  };
}

/** Published after the second session, on another site. */
export function guestPost(): Post {
  return {
    slug: 'guest-post-what-bees-hear',
    title: 'Guest post: what bees hear',
    published_at: new Date().toISOString(),
    text: [
      'The keepers of the meadow next door wrote this one for us, on their own pages.',
      'Bees do not hear as we do, yet a hive goes quiet a minute before the wind turns. We recorded forty such minutes.',
    ],
  };
}
