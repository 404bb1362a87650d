import type { ExaminedAction, ProposedAction, RequestField, ShownRequest } from '../contract/tools.ts';
import { cutText } from '../contract/json.ts';
import { quotedWords, visible } from '../contract/visible-text.ts';

/** What a person is shown of an action. */
export type Shown = Pick<ExaminedAction, 'effect' | 'origin' | 'site' | 'request'> & { element: string | null };

const addressMaxCharacters = 800;
const fieldsNamed = 12;
/** Of these, for what the page does not show. */
const hiddenNamed = 6;
const fieldsInGrant = 20;
const questionMaxCharacters = 1_500;

/**
 * A question for permission, in sentences of ours: where it goes first, and what pages, goals or models say in quotation
 * marks.
 */
export function permissionQuestion(action: ProposedAction, seen: Shown, because: string): string {
  const { element, request = null } = seen;
  const what = element === null ? callInWords(action) : `${verbOf(action)} ${element}`;
  const reason = action.ask_first === null ? '' : ` The agent says: ${quotedWords(action.ask_first)}.`;
  if (request === null) return `May the agent do this: ${what}? ${because}${reason}`;
  const where = `${request.method} ${shortened(request.address)}`;
  const leaves = request.leaves_site ? ' It leaves the site of the page.' : '';
  return `May the agent send this: ${where}? ${what}. ${because}${leaves} ${sentInWords(request)}${reason}`;
}

/** What an approval that stands covers. */
export function grantWords(
  action: ProposedAction,
  { element, request = null, page }: Pick<Shown, 'element' | 'request'> & Pick<ExaminedAction, 'page'>,
  free: string[],
): string {
  const what = element === null ? callInWords(action) : `${verbOf(action)} ${element}`;
  if (request === null) return `${what}.`;
  const sent = request.fields.map((field) =>
    free.includes(field.name) ? `${quotedWords(field.name)} of any value` : fieldInWords(field),
  );
  const fields = sent.length === 0 ? '' : ` with ${sent.slice(0, fieldsInGrant).join(', ')}`;
  const more = sent.length > fieldsInGrant ? ` and ${sent.length - fieldsInGrant} more as they were` : '';
  const price = page === undefined || page.price === null ? '' : ` and shows the price ${quotedWords(page.price)}`;
  const marks = page === undefined ? '' : `, while the page is called ${quotedWords(page.title)}${price}`;
  return `${what}: ${request.method} ${shortened(request.address)}${fields}${more}${marks}.`;
}

/** A question of the agent's for an answer, with what is never asked for. */
export function inputQuestion(text: string): string {
  return `The agent asks: “${cutText(visible(text.trim().replaceAll(/[“”]/g, '"')), questionMaxCharacters)}” (It is never to ask for keys or passwords: give none.)`;
}

function callInWords(action: ProposedAction): string {
  if (action.tool === 'find') return `Look for ${quotedWords(action.arguments.text)}`;
  if (action.tool !== 'navigate' || !URL.canParse(action.arguments.url)) return visible(action.summary);
  const url = new URL(action.arguments.url);
  const isAsGiven = action.arguments.url.toLowerCase().startsWith(`${url.protocol}//${url.host}`);
  url.username = '';
  url.password = '';
  return `Open ${shortened(url.href)}${isAsGiven ? '' : ` (${quotedWords(action.arguments.url)})`}`;
}

function verbOf({ tool, arguments: given }: ProposedAction): string {
  if (tool === 'type') return `Type ${given.text.length} characters into`;
  if (tool === 'select') return `Choose ${given.values.map(quotedWords).join(', ')} in`;
  if (tool === 'press') return `Press ${/^[\w+]+$/.test(given.key) ? given.key : quotedWords(given.key)} in`;
  return tool === 'click' ? 'Click' : `By ${tool}:`;
}

/** Site and path whole; of what follows as much as fits. */
function shortened(address: string): string {
  const end = address.search(/[?#]/);
  const most = Math.max(addressMaxCharacters, end);
  return visible(cutText(address, most));
}

/** First what is to be seen on the page, then what is not; all of it is in the details. */
function sentInWords({ fields, body }: ShownRequest): string {
  if (body !== undefined) return `It sends ${quotedWords(body)}${body.length > 80 ? ', and more' : ''}.`;
  if (fields.length === 0) return 'It sends no fields.';
  const [open, hidden] = [fields.filter((field) => !field.hidden), fields.filter((field) => field.hidden)];
  const shown = open.slice(0, fieldsNamed - Math.min(hidden.length, hiddenNamed));
  const unseen = hidden.slice(0, fieldsNamed - shown.length);
  const more = fields.length - shown.length - unseen.length;
  const words = [
    ...(shown.length > 0 ? [shown.map(fieldInWords).join(', ')] : []),
    ...(hidden.length > 0
      ? [`${hidden.length} that the page does not show: ${unseen.map(fieldInWords).join(', ')}`]
      : []),
    ...(more > 0 ? [`${more} more, which the details have`] : []),
  ];
  return `It sends ${words.join('; ')}.`;
}

function fieldInWords({ name, value, label, file, content }: RequestField): string {
  const beside = content ?? (label === undefined ? undefined : quotedWords(label));
  const shown = beside === undefined ? '' : ` (${beside})`;
  return `${quotedWords(name)} ${file ? 'the file ' : ''}${quotedWords(value)}${shown}`;
}
