const lineMaxCharacters = 160;

/** JSON for people: what fits into a line stands in one. */
export function writeJson(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth + 1);
  const whole = inOneLine(value);
  if (typeof value !== 'object' || value === null || indent.length + whole.length <= lineMaxCharacters) return whole;
  const [begin, end] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((each) => writeJson(each, depth + 1))
    : present(value).map(([name, each]) => `${JSON.stringify(name)}: ${writeJson(each, depth + 1)}`);
  return `${begin}\n${parts.map((part) => indent + part).join(',\n')}\n${'  '.repeat(depth)}${end}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = present(value).map(([name, each]) => `${JSON.stringify(name)}: ${inOneLine(each)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

const present = (value: object) => Object.entries(value).filter(([, each]) => each !== undefined);
