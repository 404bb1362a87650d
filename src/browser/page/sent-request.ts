import { createHash } from 'node:crypto';
import type { ShownRequest } from '../../contract/tools.ts';
import { jsonBytes } from '../../contract/json.ts';
import { quotedWords } from '../../contract/visible-text.ts';
import { shownAddress } from '../../network/shown-address.ts';
import { siteOf } from '../../network/sites.ts';
import { fieldsOfBody, fieldsOfQuery, type FormType, isReadable, type SentField, utf8 } from './sent-fields.ts';

/** A request as Chromium is about to send it. */
export interface SentRequest {
  method: string;
  url: string;
  /** Undefined where there is none, or where it cannot be had whole. */
  body: Buffer | undefined;
  hasBody: boolean;
  headers: Readonly<Record<string, string>>;
}

/** What a form is expected to send; the values are those of the page, and leave this process by no way. */
export interface ExpectedRequest {
  method: string;
  address: string;
  type: FormType;
  encoding: string;
  fields: readonly ExpectedField[];
  /** The names of fields that tell where on a picture it was clicked. */
  places: readonly string[];
}
type ExpectedField = Pick<SentField, 'name' | 'value' | 'file'> & { isHidden?: boolean; isPassword?: boolean };

/** What may be shown to a person of one request, in bytes of JSON; more is not asked about, and so not sent. */
const shownMaxBytes = 8_000;
const dots = '•••';
/** Shorter ones are in other words, too. */
const maskedMinCharacters = 4;
/** Of an address as far as its path: this stands whole in a question. */
const placeMaxCharacters = 800;

/** True where a person can be shown all of it. */
export const canBeShown = (request: ShownRequest): boolean =>
  jsonBytes(request) <= shownMaxBytes && request.address.split('?', 1).join().length <= placeMaxCharacters;

/** True for a request that may change something where it goes. */
export const changesSomething = ({ method }: Pick<SentRequest, 'method'>): boolean =>
  !/^(?:GET|HEAD|OPTIONS)$/.test(method);

/**
 * What a request says, for a person; undefined where that is more than can be shown, or cannot be had. What is sent in
 * place of a form has hidden what that did not show.
 */
export function shownRequest(
  sent: SentRequest,
  pageUrl: string,
  instead: ExpectedRequest | undefined,
): ShownRequest | undefined {
  const address = shownUrl(sent.url);
  const leaves_site = URL.canParse(pageUrl) && siteOf(pageUrl) !== siteOf(address);
  const head = { method: methodOf(sent), address, leaves_site };
  if ((sent.hasBody && sent.body === undefined) || !isMethod(head.method)) return undefined;
  const fields = fieldsSent(sent, instead?.encoding ?? likelyEncoding(sent.body));
  const masked = maskOf(instead);
  const isShown = (name: string) =>
    instead === undefined || instead.fields.some((field) => field.name === name && !field.isHidden);
  const shown =
    fields === undefined
      ? { ...head, fields: [], body: masked(bodyInWords(sent.body)) }
      : {
          ...head,
          fields: fields.map((field) => ({
            ...field,
            value: masked(field.value),
            ...(isShown(field.name) ? {} : { hidden: true as const }),
          })),
        };
  return canBeShown(shown) ? shown : undefined;
}

/** What only its owner may know stands as dots, wherever it is sent. */
function maskOf(form: ExpectedRequest | undefined): (text: string) => string {
  const passwords = (form?.fields ?? [])
    .filter(({ isPassword, value }) => isPassword === true && value !== '')
    .map(({ value }) => value);
  const written = passwords.flatMap((word) => [word, JSON.stringify(word).slice(1, -1), encodeURIComponent(word)]);
  return (text) =>
    passwords.includes(text)
      ? dots
      : written
          .filter(({ length }) => length >= maskedMinCharacters)
          .reduce((left, word) => left.replaceAll(word, dots), text);
}

/** True where a request sends just what was expected of its form. */
export function isAsExpected(sent: SentRequest, expected: ExpectedRequest): boolean {
  const { method, address, encoding, fields } = expected;
  if (sent.method !== method || (sent.hasBody && sent.body === undefined) || !isOfForm(sent)) return false;
  const [actual, wanted] = [new URL(sent.url), new URL(address)];
  if (method === 'GET') {
    const query = fieldsOfQuery(actual.search.slice(1), encoding);
    return !sent.hasBody && placeOf(actual) === placeOf(wanted) && isSame(query, expected);
  }
  if (placeOf(actual) + actual.search !== placeOf(wanted) + wanted.search) return false;
  if (expected.type === 'text/plain' && fields.length > 0) return isSameText(sent, expected);
  return isSame(fieldsSent(sent, encoding), expected);
}

const differencesNamed = 6;

/** In words, by what a request differs from what its form was to send. */
export function differenceInWords(sent: SentRequest, { method, address, encoding, fields }: ExpectedRequest): string[] {
  const [actual, wanted] = [new URL(sent.url), new URL(address)];
  if (placeOf(actual) !== placeOf(wanted)) return ['its address'];
  if (sent.method !== method) return ['its method'];
  const others = method === 'GET' ? fieldsOfQuery(actual.search.slice(1), encoding) : fieldsSent(sent, encoding);
  if (others === undefined) return ['what it sends'];
  const valuesOf = (name: string, among: readonly ExpectedField[]) =>
    JSON.stringify(among.filter((field) => field.name === name).map(({ value }) => inEncoding(value, encoding)));
  const names = [...new Set([...others, ...fields].map(({ name }) => name))].filter(
    (name) => valuesOf(name, others) !== valuesOf(name, fields),
  );
  const more = names.length > differencesNamed ? [`${names.length - differencesNamed} more`] : [];
  return [...names.slice(0, differencesNamed).map(quotedWords), ...more];
}

const placeOf = ({ origin, pathname }: URL) => `${origin}${pathname}`;

/** An address as it is sent: without what its browser keeps, and with nothing before its host. */
export const shownUrl = (address: string): string => shownAddress(address).shown.replace(/#.*$/s, '');

const header = ({ headers }: SentRequest, wanted: RegExp) =>
  Object.entries(headers).find(([name]) => wanted.test(name))?.[1];
const contentTypeOf = (sent: SentRequest) => header(sent, /^content-type$/i)?.trim() ?? '';

/** Many servers take another method from a header, which only scripts send. */
function methodOf(sent: SentRequest): string {
  const other = header(sent, /^x-(?:http-)?method(?:-override)?$/i);
  return other === undefined ? sent.method : `${sent.method} as ${other}`;
}

/** Names of methods, which scripts choose, stand in sentences of ours. */
const isMethod = (method: string) => /^[A-Z-]{1,20}(?: as [A-Z-]{1,20})?$/i.test(method);

/** What comes with a form, or with whatever a browser sends. */
const formHeaders =
  /^(?:accept|accept-encoding|accept-language|cache-control|content-length|content-type|cookie|dnt|origin|pragma|priority|referer|save-data|sec-.*|upgrade-insecure-requests|user-agent|x-requested-with)$/i;
const isOfForm = ({ headers }: SentRequest) => Object.keys(headers).every((name) => formHeaders.test(name));

function fieldsSent(sent: SentRequest, encoding: string): SentField[] | undefined {
  return sent.body === undefined
    ? []
    : fieldsOfBody(sent.body, contentTypeOf(sent), isReadable(encoding) ? encoding : utf8);
}

/** Pages of old are written in another encoding, and so are their forms. */
function likelyEncoding(body: Buffer | undefined): string {
  const text = (body ?? Buffer.of())
    .toString('latin1')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  const bytes = Buffer.from(text, 'latin1');
  return bytes.equals(Buffer.from(bytes.toString('utf8'))) ? utf8 : 'windows-1252';
}

function bodyInWords(body: Buffer = Buffer.of()): string {
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body)) return text;
  return `${body.length} bytes that are no text, SHA-256 ${createHash('sha256').update(body).digest('hex')}`;
}

function isSame(sent: readonly SentField[] | undefined, { fields, places, encoding }: ExpectedRequest): boolean {
  if (sent === undefined) return false;
  const actual = withoutPlaces(sent, places);
  return (
    actual.length === fields.length &&
    fields.every((field, index) => plain(actual[index], encoding) === plain(field, encoding))
  );
}

function withoutPlaces(fields: readonly SentField[], places: readonly string[]): SentField[] {
  const left = [...fields];
  for (const place of places) {
    const index = left.findIndex(({ name, value }) => name === place && /^\d{1,5}$/.test(value));
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** Files stand by their names: what is in one, no look at its form tells. */
function plain(field: SentField | ExpectedField | undefined, encoding: string): string | undefined {
  if (field === undefined) return undefined;
  const { name, value, file = false } = field;
  return JSON.stringify([inEncoding(name, encoding), inEncoding(value, encoding), file, 'content' in field]);
}

/** Forms send line ends as CR LF, whatever a field holds, and letters that their encoding lacks by number. */
function inEncoding(text: string, encoding: string): string {
  const lines = withLines(text);
  return encoding.toLowerCase() === utf8
    ? lines
    : lines.replaceAll(/[^\0-\u007f]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}
const withLines = (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');

/** A body of plain text, in which nothing tells where a value ends. */
function isSameText(sent: SentRequest, { fields, encoding }: ExpectedRequest): boolean {
  if (!/^text\/plain$/i.test(contentTypeOf(sent)) || sent.body === undefined || !isReadable(encoding)) return false;
  const expected = fields.map(({ name, value }) => `${name}=${value}\n`).join('');
  const actual = new TextDecoder(encoding, { ignoreBOM: true }).decode(sent.body);
  return inEncoding(actual, encoding) === inEncoding(expected, encoding);
}
