import type { RequestField, ShownRequest } from '../../contract/tools.ts';
import { jsonBytes } from '../../contract/json.ts';
import { siteOf } from '../../network/sites.ts';

/** A request as Chromium is about to send it. */
export interface SentRequest {
  method: string;
  url: string;
  /** Undefined where there is none, or where it cannot be had whole. */
  body: Buffer | undefined;
  hasBody: boolean;
  contentType: string;
}

/** What a form is expected to send; the values are those of the page, and leave this process by no way. */
export interface ExpectedRequest {
  method: string;
  address: string;
  fields: readonly { name: string; value: string; file?: true }[];
}

/** What may be shown to a person of one request, in bytes of JSON; more is not asked about, and so not sent. */
const shownMaxBytes = 8_000;
/** True where a person can be shown all of it. */
export const canBeShown = (request: ShownRequest): boolean => jsonBytes(request) <= shownMaxBytes;

/** True for a request that may change something where it goes. */
export const changesSomething = ({ method }: Pick<SentRequest, 'method'>): boolean =>
  !/^(?:GET|HEAD|OPTIONS)$/.test(method);

/** What a request says, for a person; undefined where that is more than can be shown, or cannot be had. */
export function shownRequest(sent: SentRequest, pageUrl: string): ShownRequest | undefined {
  const address = withoutFragment(sent.url);
  const leaves_site = URL.canParse(pageUrl) && siteOf(pageUrl) !== siteOf(address);
  const head = { method: sent.method, address, leaves_site };
  if (sent.hasBody && sent.body === undefined) return undefined;
  const fields = fieldsSent(sent);
  const text = sent.body?.toString('utf8') ?? '';
  const shown = fields === undefined ? { ...head, fields: [], body: text } : { ...head, fields };
  return canBeShown(shown) ? shown : undefined;
}

/** True where a request sends just what was expected of its form. */
export function isAsExpected(sent: SentRequest, { method, address, fields }: ExpectedRequest): boolean {
  if (sent.method !== method || (sent.hasBody && sent.body === undefined)) return false;
  const [actual, wanted] = [new URL(sent.url), new URL(address)];
  const isByAddress = method === 'GET';
  if (isByAddress) wanted.search = '';
  const actualFields = isByAddress ? fieldsOf(actual.searchParams) : (fieldsSent(sent) ?? []);
  const [actualPlace, wantedPlace] = [actual, wanted].map(
    (url) => `${url.origin}${url.pathname}${isByAddress ? '' : url.search}`,
  );
  return actualPlace === wantedPlace && isSame(actualFields, fields);
}

type Field = Pick<RequestField, 'name' | 'value' | 'file'>;

/** Where on a picture it was clicked is nobody's word. */
const isPlace = ({ name }: Field) => /(?:^|\.)[xy]$/.test(name);

function isSame(actual: readonly Field[], expected: readonly Field[]): boolean {
  const [one, other] = [actual, expected].map((fields) => fields.filter((field) => !isPlace(field)).map(plain));
  return one?.length === other?.length && one?.every((field, index) => field === other?.[index]) === true;
}

const plain = ({ name, value, file }: Field) => JSON.stringify([withLines(name), withLines(value), file ?? false]);
/** Forms send line ends as CR LF, whatever a field holds. */
const withLines = (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');

/** The fields of a form's body; undefined where it is another kind of body. */
function fieldsSent({ body, contentType }: SentRequest): Field[] | undefined {
  if (body === undefined) return [];
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return fieldsOf(new URLSearchParams(body.toString('utf8')));
  const boundary = /boundary="?([^";]{1,200})"?/i.exec(contentType)?.[1];
  if (type === 'multipart/form-data' && boundary !== undefined) return partsOf(body.toString('utf8'), boundary);
  return undefined;
}

const fieldsOf = (parameters: URLSearchParams): Field[] => Array.from(parameters, ([name, value]) => ({ name, value }));

function partsOf(body: string, boundary: string): Field[] {
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const head = part.slice(0, end);
      const name = /;\s{0,5}name="([^"]*)"/i.exec(head)?.[1] ?? '';
      const file = /;\s{0,5}filename="([^"]*)"/i.exec(head)?.[1];
      if (file !== undefined) return { name: named(name), value: named(file), file: true as const };
      return { name: named(name), value: part.slice(end + 4, -2) };
    });
}

/** Browsers write quotes and line ends in names so. */
const named = (name: string) => name.replaceAll('%22', '"').replaceAll('%0D%0A', '\n');

function withoutFragment(url: string): string {
  const end = url.indexOf('#');
  return end < 0 ? url : url.slice(0, end);
}
