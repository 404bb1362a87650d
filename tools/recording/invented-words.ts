import { createHash } from 'node:crypto';

/** Letters that stand for others of their kind, so that what is invented looks like the language. */
const alphabets: [kind: RegExp, letters: string][] = [
  [/[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāąēęěīőůűų]/, 'aeiou'],
  [/\p{Script=Latin}/u, 'bcdfghklmnprstvwz'],
  [/[аеиоуыэюяёіїє]/, 'аеиоу'],
  [/\p{Script=Cyrillic}/u, 'бвгдзклмнпрст'],
  [/\p{Script=Greek}/u, 'αβγδεικλμνοπρστω'],
  [/\p{Script=Han}/u, '山川田木林石水火土金玉竹米糸花草虫魚鳥馬牛羊犬車舟刀弓衣雨雪風雲星'],
  [/\p{Script=Hiragana}/u, 'あいうえおかきくけこさしすせそたちつてとなにぬねのまみむめも'],
  [/\p{Script=Katakana}/u, 'アイウエオカキクケコサシスセソタチツテトナニヌネノマミムメモ'],
  [/\p{Script=Hangul}/u, '가나다라마바사아자차카타파하고노도로모보소오조'],
  [/\p{Script=Arabic}/u, 'ابتثجحدرزسصطعفقكلمنهو'],
  [/\p{Script=Hebrew}/u, 'אבגדהוזחטיכלמנסעפצקרשת'],
  [/\p{Script=Devanagari}/u, 'कखगघचजटडतदनपबमयरलवसह'],
  [/\p{Script=Thai}/u, 'กขคงจชดตทนบปพมยรลวสห'],
];
/** Written without spaces: words that are known stand within others. */
const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const knownMax = 8;
/** As in `3rd`, `v2`, `2026年`. */
const besideNumberMax = 3;

/** Puts invented words in place of a text's own: as long, as capital, the same for the same, and beginning alike. */
export function createInventedWords(isKnown: (word: string) => boolean): (text: string) => string {
  return (text) =>
    text.replaceAll(/[\p{L}\p{M}]+/gu, (word, at: number) => {
      const isBesideNumber = /\p{Nd}/u.test(`${text[at - 1] ?? ''}${text[at + word.length] ?? ''}`);
      if (isKnown(word) || (isBesideNumber && word.length <= besideNumberMax)) return word;
      if (isUnspaced.test(word)) return inventUnspaced(word);
      return word.length === 1 ? word : invent(word, () => false);
    });

  function inventUnspaced(word: string): string {
    const letters = Array.from(word);
    const kept = new Set<number>();
    for (let start = 0; start < letters.length; start += 1)
      for (let end = Math.min(start + knownMax, letters.length); end >= start + 2; end -= 1)
        if (isKnown(letters.slice(start, end).join('')))
          for (let place = start; place < end; place += 1) kept.add(place);
    return invent(word, (place) => kept.has(place));
  }
}

/** Each letter goes by all up to it, so that a title that is cut still begins like the whole one. */
function invent(word: string, isKept: (place: number) => boolean): string {
  const letters = Array.from(word);
  return letters.map((letter, place) => (isKept(place) ? letter : letterFor(letters.slice(0, place + 1)))).join('');
}

function letterFor(upTo: string[]): string {
  const letter = upTo.at(-1) ?? '';
  if (/\p{M}/u.test(letter)) return letter;
  const lower = letter.toLowerCase();
  const [, alphabet = 'x'] = alphabets.find(([kind]) => kind.test(lower)) ?? [];
  const choices = Array.from(alphabet);
  const number = createHash('sha256').update(upTo.join('').toLowerCase()).digest().readUInt32BE(0);
  const chosen = choices[number % choices.length] ?? 'x';
  return letter === lower ? chosen : chosen.toUpperCase();
}
