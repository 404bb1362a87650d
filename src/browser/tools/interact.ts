import type { Locator, Page } from 'playwright-core';
import { cutText } from '../../contract/json.ts';
import { type ElementCall, examine, expectedOf, isWithin } from './effects.ts';
import { framePlaces } from '../page/frame-origins.ts';
import { probeElements } from '../page/probe-elements.ts';
import type { ProbedElement } from '../page/probed-element.ts';
import { done, failed, type FailedOutcome, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { afterAction } from '../page/settle.ts';
import { enterSecret } from '../page/secret-fields.ts';
import { fieldsFor, type Target, textToType, withExposure } from './secret-typing.ts';
import { lookAt } from './snapshot.ts';
import type { SessionPages } from '../page/session-pages.ts';
import { playwrightMessage } from '../playwright-message.ts';

const actionTimeoutMs = 5_000;
const optionsNamed = 20;

/** What a call on an element would do just now, without doing it. */
export async function examineCall(
  pages: SessionPages,
  call: ElementCall,
  surroundings: Pick<Surroundings, 'secrets' | 'guard' | 'signal'>,
): Promise<Target | FailedOutcome> {
  const { ref } = call.arguments;
  const { signal } = surroundings;
  const isKnown = pages.areReferencesTold && (await findElement(pages, ref, signal)) !== undefined;
  const [element] = isKnown ? await probe(pages, [ref], signal) : [];
  if (element === undefined)
    return failed('STALE_REFERENCE', `${ref} names no element of the page as it is now; take a new snapshot`);
  const [target] = await targetsAmong([element], pages, call, surroundings);
  return target ?? failed('STALE_REFERENCE', `${ref} is gone; take a new snapshot`);
}

/** Elements with what a call would do on each. */
async function targetsAmong(
  elements: ProbedElement[],
  pages: SessionPages,
  call: ElementCall,
  surroundings: Pick<Surroundings, 'secrets' | 'guard' | 'signal'>,
): Promise<Target[]> {
  const fields = await fieldsFor(call, pages, surroundings.signal);
  const place = { pageUrl: pages.open.url(), frames: framePlaces(pages.open) };
  const targets = elements.map(async (element) => {
    const expected = expectedOf(call, element, place);
    const plain = { ref: element.ref, element, examination: examine(call, element, place), expected };
    const target = await withExposure(plain, call, fields, surroundings);
    return { ...target, examination: surroundings.secrets.scrubAll(target.examination) };
  });
  return Promise.all(targets);
}

/** The tools `click`, `type`, `select` and `press`: done where what they would do is permitted, and then looked at. */
export async function interact(
  pages: SessionPages,
  call: ElementCall,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  const { signal, permitted } = surroundings;
  const target = await permittedTarget(pages, call, surroundings);
  if ('status' in target) return target;
  const { examination, element } = target;
  if (!isWithin(examination.effect, permitted))
    return failed(
      'PAGE_CHANGED',
      `${call.tool} ${call.arguments.ref} was not done: on ${examination.element} it would ${effectWords[examination.effect]}, and ${permitted} is what was permitted`,
    );
  const typing = await textToType(pages, call, target, surroundings);
  if ('status' in typing) return typing;

  const locator = await findElement(pages, target.ref, signal);
  if (locator === undefined) return failed('STALE_REFERENCE', `${target.ref} is gone; take a new snapshot`);
  const from = pages.open.url();
  // what comes of it comes after the click, and elsewhere
  const leadsElsewhere = examination.effect === 'download' || (call.tool === 'click' && element.link?.opensWindow);
  const ledOn = leadsElsewhere ? Promise.race([fileOrPage(pages.open), pages.gate.nextStop()]) : undefined;
  try {
    pages.hasActed = true;
    if (surroundings.approves !== null && target.expected !== null) pages.gate.expect(target.expected);
    if (typing.hasSecrets) await typeSecret(pages, locator, { ref: target.ref, text: typing.text }, signal);
    else await unlessAborted(perform(locator, call, typing.text), signal);
    noteFilled(pages, call, target);
    if (ledOn !== undefined) await unlessAborted(ledOn, signal);
  } catch (error) {
    if (signal.aborted || pages.open.isClosed()) throw error;
    const reason = await unlessAborted(reasonOf(error, locator, call), signal);
    const problem = await afterAction(pages, from, surroundings);
    return problem ?? failed('TOOL_FAILED', `${call.tool} ${target.ref}: ${reason}`);
  }
  const problem = await afterAction(pages, from, surroundings);
  return problem ?? done(await lookAt(pages, call.tool, surroundings));
}

/** What can be done again where the page has to be built anew. */
function noteFilled(
  { journal }: SessionPages,
  call: ElementCall,
  { ref, element, examination: { ask } }: Target,
): void {
  if (call.tool === 'press') return;
  if (call.tool === 'click' && !(element.tag === 'input' && /^(?:checkbox|radio)$/.test(element.type))) return;
  journal.note({
    call: { ...call, arguments: { ...call.arguments, ref } } as typeof call,
    ...(ask === undefined ? {} : { ask }),
  });
}

const effectWords = {
  read: 'read',
  act: 'change the page',
  submit: 'send a form',
  download: 'download a file',
  leave: 'lead to another site',
} as const;

/** The element of a call; with an approval, the one element that is as it was when it was approved. */
async function permittedTarget(
  pages: SessionPages,
  call: ElementCall,
  surroundings: Surroundings,
): Promise<Target | FailedOutcome> {
  const target = await examineCall(pages, call, surroundings);
  const { approves } = surroundings;
  if (approves === null || (!('status' in target) && approves(target.examination))) return target;
  // references do not outlive the page: after it was opened afresh the element has another one
  await lookAt(pages, call.tool, surroundings);
  const elements = await probe(pages, null, surroundings.signal);
  const targets = await targetsAmong(elements, pages, call, surroundings);
  const alike = targets.filter(({ examination }) => approves(examination));
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return only;
  return failed(
    'PAGE_CHANGED',
    `${call.tool} ${call.arguments.ref} was not done: the page is not as it was when this was approved, so the approval does not count any more`,
  );
}

async function typeSecret(
  pages: SessionPages,
  element: Locator,
  { ref, text }: { ref: string; text: string },
  signal: AbortSignal,
): Promise<void> {
  await unlessAborted(element.fill('', { timeout: actionTimeoutMs }), signal);
  if (!(await enterSecret(pages, ref, text, signal)))
    throw new Error('the page put the cursor elsewhere, so the secret was not typed; take a new snapshot');
}

async function perform(element: Locator, call: ElementCall, text: string): Promise<void> {
  const options = { timeout: actionTimeoutMs };
  switch (call.tool) {
    case 'click':
      return element.click(options);
    case 'type':
      return element.fill(text, options);
    case 'press':
      return element.press(call.arguments.key, options);
    default:
      await element.selectOption(call.arguments.values, options);
  }
}

/** Until a file or another page begins. A file does so with its server's answer; no event tells of it before. */
async function fileOrPage(page: Page): Promise<void> {
  const options = { timeout: actionTimeoutMs };
  const begins = [
    page.waitForEvent('download', options),
    page.waitForEvent('framenavigated', options),
    page.waitForEvent('popup', options),
  ];
  await Promise.any(begins).catch(() => undefined); // nothing after all, or the page is closed
}

async function reasonOf(error: unknown, element: Locator, call: ElementCall): Promise<string> {
  const reason = cutText(playwrightMessage(error), 300);
  if (call.tool !== 'select') return reason;
  const labels = await unlessGone(element.locator('option').allInnerTexts());
  if (labels.length === 0) return reason;
  const named = labels.slice(0, optionsNamed).map((label) => `“${cutText(label.trim(), 100)}”`);
  const more = labels.length > named.length ? ` and ${labels.length - named.length} more` : '';
  return `it does not have what was to be chosen; there is ${named.join(', ')}${more}`;
}

/** None where the element is no list, or gone. */
const unlessGone = (labels: Promise<string[]>) => labels.catch(() => []);

async function findElement(
  { open: page }: SessionPages,
  ref: string,
  signal: AbortSignal,
): Promise<Locator | undefined> {
  if (!/^(?:f\d+)?e\d+$/.test(ref)) return undefined;
  const element = page.getByRef(ref);
  const count = await unlessAborted(element.count(), signal).catch((error: unknown) => {
    if (signal.aborted || page.isClosed()) throw error;
    return 0; // the frame of the reference is gone
  });
  return count === 1 ? element : undefined;
}

const probe = (pages: SessionPages, refs: string[] | null, signal: AbortSignal) =>
  probeElements(pages, { refs, isDetailed: true }, signal);
