import { parseArgs } from 'node:util';

/**
 * What the command line asks for: scenarios by name (none: all of them, in their order), sizes, each by the flag of
 * its name in kebab-case, and texts by flags of theirs.
 */
export function readCommand<Scenario extends string, Size extends string, Text extends string = never>(
  scenarios: readonly Scenario[],
  usualSizes: Readonly<Record<Size, number>>,
  textFlags: readonly Text[] = [],
): { chosen: Scenario[]; sizes: Record<Size, number>; texts: Partial<Record<Text, string>> } {
  const names = Object.keys(usualSizes) as Size[];
  const flags = [...names.map(flagOf), ...textFlags];
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((name) => !scenarios.some((scenario) => scenario === name));
    if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}`);
    const sizes = names.map((name) => [name, readSize(flagOf(name), values[flagOf(name)], usualSizes[name])]);
    return {
      chosen: scenarios.filter((scenario) => positionals.length === 0 || positionals.includes(scenario)),
      sizes: Object.fromEntries(sizes) as Record<Size, number>,
      texts: Object.fromEntries(textFlags.map((flag) => [flag, values[flag]])) as Partial<Record<Text, string>>,
    };
  } catch (error) {
    const usage = [
      ...names.map((name) => `[--${flagOf(name)} ${usualSizes[name]}]`),
      ...textFlags.map((flag) => `[--${flag} …]`),
    ];
    console.error(error instanceof Error ? error.message : String(error));
    console.error(`usage: [${scenarios.join(' | ')}] … ${usage.join(' ')}`);
    return process.exit(2);
  }
}

function readSize(flag: string, text: string | boolean | undefined, usual: number): number {
  if (text === undefined) return usual;
  const size = Number(text);
  if (!Number.isSafeInteger(size) || size < 1) throw new Error(`--${flag} takes a whole number from 1, not ${text}`);
  return size;
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
