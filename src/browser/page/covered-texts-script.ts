import { type IsolatedDom, isolatedExpression } from './isolated-dom.ts';

/** What a frame is asked to do about what can be seen of secrets in it. */
type CoverTask =
  /** Lists so many characters of what can be seen beside what is in fields, to be told which of it is secret. */
  | { do: 'list'; most: number }
  /** Names texts of the newest list that are to be covered in a picture, with the fields that are held. */
  | { do: 'cover'; texts: Record<string, readonly number[]> };

export interface CoverAnswer {
  /** Of the frame. */
  id: string;
  texts: string[];
  /** Which of them are shown as the page is now: what is hidden may stand between the letters of what is not. */
  shown: number[];
  /** There was more. */
  isTooMuch: boolean;
}

/** The expression that a frame's isolated world is asked for. */
export const coverExpression = (task: CoverTask): string => isolatedExpression(run, task);

/** Where the elements to cover are kept for `coveredEngine`. */
interface CoverWorld {
  secretTexts?: {
    id: string;
    /** Texts, and elements that show one otherwise. */
    listed: Node[];
    covered: Element[];
  };
}

/** A selector engine of Playwright's, for the elements that are to be covered in a picture. */
export const coveredEngine = `({
  query: () => globalThis.secretTexts?.covered[0] ?? null,
  queryAll: () => globalThis.secretTexts?.covered ?? [],
})`;

/** Runs in a page, so it may use nothing from outside. */
function run(
  task: CoverTask,
  { matches, attribute, closest, isElement, isHeld, outerOf, all, fields }: IsolatedDom,
): CoverAnswer {
  const textMax = 20_000;
  const styledMax = 20_000;
  const unseen = 'script, style, template, noscript';
  const world = globalThis as typeof globalThis & CoverWorld;
  const state = (world.secretTexts ??= { id: `${Math.random()}`, listed: [], covered: [] });

  const answer: CoverAnswer = { id: state.id, texts: [], shown: [], isTooMuch: false };

  function isShown(element: Element): boolean {
    if (Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true }))
      return true;
    // it has no box of its own
    const outer = getComputedStyle(element).display === 'contents' ? outerOf(element) : null;
    return outer !== null && isShown(outer);
  }

  function list(most: number): void {
    state.listed = [];
    let characters = 0;
    const add = (node: Node, text: string | null) => {
      const element = elementOf(node);
      if (element === null || !text || matches(element, unseen)) return;
      characters += Math.min(text.length, textMax);
      answer.isTooMuch ||= characters > most;
      if (answer.isTooMuch) return;
      if (isShown(closest(element, 'select') ?? element)) answer.shown.push(answer.texts.length);
      state.listed.push(node);
      answer.texts.push(text.slice(0, textMax));
    };
    const hasFewElements = all.length <= styledMax;
    for (const node of all)
      if (isElement(node)) {
        for (const name of ['placeholder', 'alt', 'label']) add(node, attribute(node, name));
        if (hasFewElements) for (const part of ['::before', '::after']) add(node, contentOf(node, part));
      } else add(node, node.data);
  }

  /** What a style sheet puts before or after what is in an element. */
  function contentOf(element: Element, part: string): string | null {
    const { content } = getComputedStyle(element, part);
    return content === 'none' || content === 'normal' ? null : content;
  }

  const elementOf = (node: Node) => (isElement(node) ? node : outerOf(node));

  /** What has to be black so that a text is: the element that it is in, or one further out where it is beyond that. */
  function coverOf(node: Node): Element | null {
    const element = elementOf(node);
    if (element === null) return null;
    const select = closest(element, 'select');
    if (select !== null || isElement(node)) return select ?? element;
    const range = Document.prototype.createRange.call(document);
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    let one = element;
    for (let outer: Element | null = element; outer !== null; outer = outerOf(outer)) {
      one = outer;
      const { display, overflowX, overflowY } = getComputedStyle(one);
      const box = Element.prototype.getBoundingClientRect.call(one);
      const isWithin =
        box.left <= text.left + 1 &&
        box.right >= text.right - 1 &&
        box.top <= text.top + 1 &&
        box.bottom >= text.bottom - 1;
      const isClipped = display !== 'inline' && (overflowX !== 'visible' || overflowY !== 'visible');
      if (display !== 'contents' && (isWithin || isClipped)) break;
    }
    return one;
  }

  if (task.do === 'list') list(task.most);
  else {
    const telling = (task.texts[state.id] ?? []).flatMap((index) => state.listed[index] ?? []);
    state.covered = [...fields.filter(isHeld), ...telling.flatMap((node) => coverOf(node) ?? [])];
  }
  return answer;
}
