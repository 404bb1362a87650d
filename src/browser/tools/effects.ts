import type { Effect, ElementEffect, ExaminedAction, ShownRequest, ToolCall } from '../../contract/tools.ts';
import type { Json } from '../../contract/json.ts';
import { quotedWords } from '../../contract/visible-text.ts';
import { addressInWords } from '../../network/shown-address.ts';
import type { FrameOrigin } from '../../contract/results.ts';
import { siteOf } from '../../network/sites.ts';
import type { ProbedElement, ProbedForm } from '../page/probed-element.ts';
import { type FramePlace, originOf } from '../page/frame-origins.ts';
import { type ExpectedRequest, shownUrl } from '../page/sent-request.ts';

/** A tool call on an element. */
export type ElementCall = Extract<ToolCall, { arguments: { ref: string } }>;

export function isElementCall<Call extends ToolCall>(call: Call): call is Call & ElementCall {
  return 'ref' in call.arguments;
}

/** What an approval of a call is bound to beside the call: where it leads, and an element in place of a reference. */
export interface ApprovedShape {
  origin: string | null;
  shape: Json;
}

/** What a call on an element would do now. */
export interface Examination extends Omit<ExaminedAction, 'fingerprint' | 'standing'>, ApprovedShape {}

/** A call that works with no element is bound to the address that it names. */
export function shapeOf(call: ToolCall): ApprovedShape {
  const isAddress = call.tool === 'navigate' && URL.canParse(call.arguments.url);
  return { origin: isAddress ? new URL(call.arguments.url).origin : null, shape: null };
}

/** Where an element is, as far as its effect depends on it. */
export interface Place {
  /** The address of the open page. */
  pageUrl: string;
  frames: FramePlace[];
}

type Use = { effect: Effect; address: string | null; form: ProbedForm | null };

const downloadTypes =
  /\.(?:zip|gz|tgz|bz2|xz|zst|7z|rar|tar|exe|msi|dmg|pkg|deb|rpm|apk|appimage|iso|img|jar|bin|pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|epub|mobi|mp3|m4a|wav|flac|ogg|mp4|mkv|mov|avi|webm|torrent|ics)$/i;

/**
 * Whether a use of an action is within what is permitted: reading within everything, acting within all but reading,
 * and submitting, downloading and leaving each within itself alone.
 */
export function isWithin(effect: Effect, permitted: Effect): boolean {
  return effect === permitted || effect === 'read' || (effect === 'act' && permitted !== 'read');
}

/**
 * What using an element does beyond changing the page, by the first of a click or Enter that does.
 *
 * `submit`: it sends a form, by its button or by Enter in one of its fields, whatever scripts may then make of it;
 * except for a search, which is `act`: GET to the page's own site, without a password or a file, and in an element with
 * the role `search`, with a field of that type, or with a single text field that has a name like `q` or `query`.
 * `download`: a link with the attribute `download`, or to a file type that browsers save. `leave`: a link to another
 * site than the page's. What a script does on a click cannot be seen here; see `RequestGate`.
 */
export function effectOf(element: ProbedElement, place: Place): ElementEffect | undefined {
  for (const by of ['click', 'Enter'] as const) {
    const { effect, address } = useOf(element, by, place);
    if (effect === 'read' || effect === 'act') continue;
    return { effect, by, ...whereIs(address) };
  }
  return undefined;
}

/** The frames of other origins than the page's that an element is in, the innermost first. */
export function framesOf({ origin, address, ancestors }: ProbedElement, { pageUrl, frames }: Place): FrameOrigin[] {
  const page = originOf(pageUrl);
  const own = [origin, ...ancestors];
  // a sandbox takes the origin, but not whence the frame came
  const isTaken = own.includes('null');
  const alike = frames.filter((frame) => frame.address === address);
  const places = isTaken ? (alike.length > 0 ? alike : frames) : [];
  // what is about:srcdoc or data is what those around it made it
  return [...new Set([...own, ...places.flatMap(({ origins }) => origins)])]
    .filter((one) => one !== page && one !== 'null')
    .map((one) => ({ origin: one, site: siteOf(one) }));
}

/** What a call on an element would do just now. */
export function examine(call: ElementCall, element: ProbedElement, place: Place): Examination {
  const { effect, address, form } = useOf(element, wayOf(call), place);
  const { role, name, tag, type, link } = element;
  const request = form && requestOf(form, place);
  const shape = {
    role,
    name,
    tag,
    type,
    link: link?.address ?? null,
    request: request && { ...request, fields: request.fields.map((field) => ({ ...field })) },
  };
  return {
    effect,
    ...whereIs(address ?? (element.origin === 'null' ? originOf(element.address) : element.origin)),
    element: describe(element, address, form),
    request,
    shape,
  };
}

type Way = 'click' | 'Enter' | 'other';

function wayOf(call: ElementCall): Way {
  if (call.tool === 'click') return 'click';
  if (call.tool !== 'press') return 'other';
  const { key: combination } = call.arguments;
  const key = combination.slice(combination.slice(0, -1).lastIndexOf('+') + 1);
  if (/^(?:Enter|NumpadEnter|Return|\n|\r)$/i.test(key)) return 'Enter';
  return /^(?:Space| )$/i.test(key) ? 'click' : 'other';
}

function useOf(element: ProbedElement, way: Way, { pageUrl }: Place): Use {
  const nothing: Use = { effect: 'act', address: null, form: null };
  if (way === 'other') return nothing;
  const form = way === 'Enter' ? (element.enter ?? element.click) : element.click;
  if (form !== null && !isSearch(form, pageUrl)) return { effect: 'submit', address: form.address, form };
  const { link } = element;
  if (form !== null || link === null) return { ...nothing, form };
  const { address, isDownload } = link;
  const isFile = URL.canParse(address) && downloadTypes.test(new URL(address).pathname);
  if (isDownload || isFile) return { effect: 'download', address, form: null };
  if (!/^https?:/.test(address)) return nothing; // javascript: and the like open nothing
  return { effect: siteOf(address) === siteOf(pageUrl) ? 'act' : 'leave', address, form: null };
}

function isSearch({ address, method, looksLikeSearch }: ProbedForm, pageUrl: string): boolean {
  return method === 'GET' && looksLikeSearch && URL.canParse(address) && siteOf(address) === siteOf(pageUrl);
}

function whereIs(address: string | null): { origin: string | null; site: string | null } {
  if (address === null || !/^https?:/.test(address) || !URL.canParse(address)) return { origin: null, site: null };
  return { origin: new URL(address).origin, site: siteOf(address) };
}

/** What a form would send, as a person is shown it: what only its owner may know stands as dots. */
function requestOf({ address, method, fields }: ProbedForm, { pageUrl }: Place): ShownRequest {
  return {
    method,
    address: shownUrl(address),
    leaves_site: URL.canParse(address) && /^https?:/.test(pageUrl) && siteOf(address) !== siteOf(pageUrl),
    fields: fields.map(({ name, value, held, label, isHidden, isPassword, isFile }) => ({
      name,
      value: isPassword && held === undefined && value !== '' ? '•••' : value,
      ...(label === undefined ? {} : { label }),
      ...(isHidden ? { hidden: true } : {}),
      ...(isFile ? { file: true } : {}),
    })),
  };
}

/** What a call on an element is to send, as it is on the page; null where it sends no form. */
export function expectedOf(call: ElementCall, element: ProbedElement, place: Place): ExpectedRequest | null {
  const { form } = useOf(element, wayOf(call), place);
  if (form === null) return null;
  const { method, address, type, encoding, places } = form;
  const fields = form.fields.map(({ name, value, held = value, isFile, isHidden = false, isPassword = false }) => ({
    name,
    value: held,
    isHidden,
    isPassword,
    ...(isFile ? { file: true as const } : {}),
  }));
  return { method, address, type, encoding, fields, places };
}

/** The element in words, for a person who is to approve what is done with it. */
function describe(element: ProbedElement, address: string | null, form: ProbedForm | null): string {
  const { role, name, value } = element;
  const words = [name === '' ? role : `${role} ${quotedWords(name)}`];
  if (value !== '') words.push(`with ${quotedWords(value)}`);
  if (form !== null) words.push(`of the form to ${addressInWords(form.address)}`);
  else if (address !== null) words.push(`to ${addressInWords(address)}`);
  return words.join(' ');
}
