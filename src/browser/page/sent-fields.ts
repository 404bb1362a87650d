import { createHash } from 'node:crypto';

/** A field as it is sent. */
export interface SentField {
  name: string;
  value: string;
  /** True where `value` is the name of a file. */
  file?: true;
  /** What is in the file, by its length and hash; absent where it is empty. */
  content?: string;
}

/** How the fields of a form may be written. */
export type FormType = 'application/x-www-form-urlencoded' | 'multipart/form-data' | 'text/plain';

export const utf8 = 'utf-8';

/**
 * The fields of a form's body; undefined where it is not written just as a browser writes it, so that a server could
 * find something else in it. A body of plain text does not tell where a field ends.
 */
export function fieldsOfBody(body: Buffer, contentType: string, encoding = utf8): SentField[] | undefined {
  if (/^application\/x-www-form-urlencoded(?:;\s?charset=utf-8)?$/i.test(contentType))
    return fieldsOfQuery(body.toString('latin1'), encoding);
  const boundary = /^multipart\/form-data; ?boundary=([\w'()+,./:=?-]{1,200})$/i.exec(contentType)?.[1];
  return boundary === undefined ? undefined : partsOf(body.toString('latin1'), boundary, encoding);
}

/** The fields of `a=1&b=2`; undefined where anything in it is not as browsers write it. */
export function fieldsOfQuery(query: string, encoding = utf8): SentField[] | undefined {
  if (!/^(?:[\w*.+&=!'()~-]|%[0-9a-f]{2})*$/i.test(query)) return undefined;
  const decoded = (text: string) =>
    textOf(
      text
        .replaceAll('+', ' ')
        .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
      encoding,
    );
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name: decoded(name), value: decoded(value.join('=')) };
    });
}

function partsOf(body: string, boundary: string, encoding: string): SentField[] | undefined {
  const [begin, between, end] = [`--${boundary}\r\n`, `\r\n--${boundary}\r\n`, `\r\n--${boundary}--`];
  const whole = body.endsWith('\r\n') ? body.slice(0, -2) : body;
  if (whole === `--${boundary}--`) return [];
  if (!whole.startsWith(begin) || !whole.endsWith(end)) return undefined;
  const fields = whole
    .slice(begin.length, -end.length)
    .split(between)
    .map((part) => (part.includes(`--${boundary}`) ? undefined : partIn(part, encoding)));
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

function partIn(part: string, encoding: string): SentField | undefined {
  const [, name, fileName, content = ''] =
    /^Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)"\r\nContent-Type: [^\r\n]*)?\r\n\r\n([^]*)$/i.exec(
      part,
    ) ?? [];
  if (name === undefined) return undefined;
  if (fileName === undefined) return { name: named(name, encoding), value: textOf(content, encoding) };
  const file = { name: named(name, encoding), value: named(fileName, encoding), file: true as const };
  return content === '' ? file : { ...file, content: inWords(content) };
}

/** Browsers write quotes and line ends in names so. */
const named = (name: string, encoding: string) =>
  textOf(name.replaceAll('%22', '"').replaceAll('%0D%0A', '\n'), encoding);

/** `bytes` has one character for each byte. */
function textOf(bytes: string, encoding: string): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
}

function inWords(bytes: string): string {
  return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes, 'latin1').digest('hex')}`;
}

/** True where this encoding can be read here. */
export function isReadable(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== '';
  } catch {
    return false;
  }
}
