import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareLists } from '../../../src/agent/comparing/changes.ts';
import { asRemembered, rememberedList, rememberList } from '../../../src/agent/comparing/list-memory.ts';
import type { EntriesResult, Entry, MemoryItem } from '../../../src/contract/results.ts';
import { jsonBytes } from '../../../src/contract/json.ts';

const address = 'https://a.example/';

/** An entry by its day in November 2026; `undefined` for a page without dates. */
function entry(name: string, day?: number): Entry {
  const published_at = day === undefined ? null : `2026-11-${String(day).padStart(2, '0')}`;
  return { key: `a.example/${name}`, title: `Post ${name}`, url: `https://a.example/${name}`, published_at };
}

function listOf(entries: Entry[], more: Partial<EntriesResult> = {}): EntriesResult {
  const ordered_by = entries.some((each) => each.published_at === null) ? 'page_order' : 'date';
  return {
    tool: 'entries',
    url: address,
    title: 'A',
    entries,
    ordered_by,
    found_by: ['links'],
    quotable_titles: [],
    ...more,
  };
}

function remember(...lists: EntriesResult[]): MemoryItem[] {
  return lists.reduce<MemoryItem[]>((memory, list) => {
    const { key, value } = rememberList(memory, { address, list, shareOfMemory: 1 });
    return [{ key, value, updated_at: '2026-11-23T00:00:00Z' }];
  }, []);
}

const names = (entries: Entry[]) => entries.map((each) => each.key.slice('a.example/'.length)).join(' ');

function compare(now: EntriesResult, ...before: EntriesResult[]) {
  const { added, removed, changed, ...rest } = compareLists(now, rememberedList(remember(...before), address));
  return { added: names(added), removed: names(removed), changed: names(changed), ...rest };
}

describe('a list beside what is remembered of it', () => {
  const three = [entry('c', 3), entry('b', 2), entry('a', 1)];
  const nothing = { added: '', removed: '', changed: '', isBaseline: false, isDoubtful: false };

  test('is the baseline where nothing is remembered', () => {
    assert.deepEqual(compare(listOf(three)), { ...nothing, isBaseline: true });
  });

  test('is unchanged where it is the same', () => {
    assert.deepEqual(compare(listOf(three), listOf(three)), nothing);
  });

  test('has added what was not there', () => {
    const now = [entry('e', 5), entry('d', 4), ...three];

    assert.deepEqual(compare(listOf(now), listOf(three)), { ...nothing, added: 'e d' });
  });

  test('has not lost what as many new entries pushed off its end', () => {
    const now = [entry('d', 4), entry('c', 3), entry('b', 2)];

    assert.deepEqual(compare(listOf(now), listOf(three)), { ...nothing, added: 'd' });
  });

  test('has lost what is missing from its middle', () => {
    const now = [entry('c', 3), entry('a', 1)];

    assert.deepEqual(compare(listOf(now), listOf(three)), { ...nothing, removed: 'b' });
  });

  test('has changed where a title or a day is another one', () => {
    const now = [
      { ...entry('c', 3), title: 'Post c, amended' },
      { ...entry('b', 2), published_at: '2026-11-09' },
      entry('a', 1),
    ];

    assert.deepEqual(compare(listOf(now), listOf(three)), { ...nothing, changed: 'c b' });
  });

  test('has not changed by titles where it was recognised in another way', () => {
    const now = three.map((each) => ({ ...each, title: `${each.title} – Site` }));

    assert.deepEqual(compare(listOf(now, { found_by: ['feed', 'links'] }), listOf(three)), nothing);
  });

  test('has nothing new where it shows more of its older entries', () => {
    assert.deepEqual(compare(listOf([...three, entry('z', 1)]), listOf(three)), nothing);
    const undated = ['e', 'd', 'c', 'b', 'a'].map((name) => entry(name));
    assert.deepEqual(compare(listOf(undated), listOf(undated.slice(0, 2))), nothing);
  });

  test('without dates has a new one at its end, and from then on the newer end is there', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => entry(name));
    assert.ok(a && b && c && d);
    const memory = remember(listOf([a, b]), listOf([a, b, c]));
    const before = rememberedList(memory, address);
    const now = asRemembered(listOf([a, b, c, d]), before);

    assert.equal(compare(listOf([a, b, c]), listOf([a, b])).added, 'c');
    assert.equal(names(now.entries), 'd c b a');
    assert.ok(before);
    assert.equal(names(compareLists(now, before).added), 'd');
    assert.equal(names(asRemembered(listOf([a, b, c, d]), rememberedList(remember(now), address)).entries), 'a b c d');
  });

  test('without dates has nothing new where one at its end takes the place of one that went', () => {
    const now = [entry('b'), entry('c'), entry('d')];

    assert.equal(compare(listOf(now), listOf([entry('a'), entry('b'), entry('c')])).added, '');
  });

  test('has nothing new where an old entry reappears', () => {
    const moved = [entry('d', 4), entry('c', 3), entry('b', 2)];
    const back = [entry('d', 4), entry('c', 3), entry('b', 2), entry('a', 1)].toReversed();

    assert.equal(compare(listOf(back), listOf(three), listOf(moved)).added, '');
  });

  test('has nothing new where all addresses changed and titles and days did not', () => {
    const now = three.map((each) => ({ ...each, key: `${each.key}.html`, url: `${each.url}.html` }));

    assert.deepEqual(compare(listOf(now), listOf(three)), nothing);
  });

  test('has a new entry that bears the title of one that is still there', () => {
    const now = [{ ...entry('d', 4), title: 'Post c' }, ...three];

    assert.equal(compare(listOf(now), listOf(three)).added, 'd');
  });

  test('finds the new one below a pinned one where nothing has a date', () => {
    const now = [entry('pinned'), entry('new'), entry('b')];

    assert.equal(compare(listOf(now), listOf([entry('pinned'), entry('b')])).added, 'new');
  });

  const six = [6, 5, 4, 3, 2, 1].map((day) => entry(String(day), day));
  test('is doubtful where it all but vanished', () => {
    for (const now of [[], six.slice(0, 1), six.slice(0, 2)])
      assert.equal(compare(listOf(now), listOf(six)).isDoubtful, true);
    assert.equal(compare(listOf(six.slice(0, 4)), listOf(six)).isDoubtful, false);
    assert.equal(compare(listOf(three.slice(0, 1)), listOf(three)).isDoubtful, false);
  });
});

describe('the memory of a list', () => {
  test('stays within its share of bytes, whatever a page lists, and still knows what it left out', () => {
    const long = Array.from({ length: 60 }, (_, index) => ({
      ...entry(`${'x'.repeat(1_500)}${index}`, 1),
      title: 'T'.repeat(300),
    }));

    const { value } = rememberList([], { address, list: listOf(long), shareOfMemory: 0.5 });

    assert.ok(jsonBytes(value) <= 32_768, String(jsonBytes(value)));
    const memory = [{ key: `list:${address}`, value, updated_at: '' }];
    assert.deepEqual(compareLists(listOf(long), rememberedList(memory, address)).added, []);
  });

  test('does not grow over a life of a thousand sessions', () => {
    let memory: MemoryItem[] = [];
    for (let session = 0; session < 1_000; session += 1) {
      const list = listOf(Array.from({ length: 10 }, (_, index) => entry(`post-${session * 3 + 10 - index}`)));
      const { key, value } = rememberList(memory, { address, list, shareOfMemory: 1 });
      memory = [{ key, value, updated_at: '' }];
    }

    assert.ok(jsonBytes(memory) < 12_000, String(jsonBytes(memory)));
  });

  test('that another version wrote in another shape is no memory', () => {
    assert.equal(
      rememberedList([{ key: `list:${address}`, value: { entries: 'x' }, updated_at: '' }], address),
      undefined,
    );
  });
});
