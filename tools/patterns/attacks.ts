import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

type Atom = AST.Character | AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass;

/** A text that may keep a pattern busy, of any length. */
export interface Attack {
  before: string;
  repeated: string;
  after: string;
}

/** Repetitions up to so many cost a text so much a character at most, and are left alone. */
const boundedMax = 250;
/** Characters of the kinds that patterns tell apart; those that a pattern names itself come to them. */
const usualCharacters = Array.from(' \n\ta0Zé字_.,-"\'/:;(<[!#=\u0301\u00a0📌');
const namedMax = 40;
const misfitsMax = 8;
/** Of repetitions that are written alike, as in patterns that are made of a list, so many are looked at. */
const alikeMax = 8;
/** What a text ends with, so that no pattern ends there: no letter, and a letter. */
const [sign, letter] = ['\u0000', 'a'];

/**
 * Texts that are made of what a pattern repeats, after what leads there, before something that does not fit: those on
 * which an engine that goes back and tries again is slowest.
 */
export function attacksOn({ source, flags }: RegExp): Attack[] {
  const pattern = new RegExpParser().parsePattern(source, undefined, undefined, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const { atoms, repetitions } = partsOf(pattern);
  const accepts = acceptance(flags);
  const kinds = kindsOfCharacters(atoms, accepts);
  const attacks = repetitions.flatMap((repetition) => attacksBy(repetition, kinds, accepts));
  return [...new Map(attacks.map((attack) => [JSON.stringify(attack), attack])).values()];
}

function partsOf(pattern: AST.Pattern): { atoms: Atom[]; repetitions: AST.Quantifier[] } {
  const atoms: Atom[] = [];
  const repetitions: AST.Quantifier[] = [];
  visitRegExpAST(pattern, {
    onCharacterEnter: (node) => void atoms.push(node),
    onCharacterSetEnter: (node) => void atoms.push(node),
    onCharacterClassEnter: (node) => void atoms.push(node),
    onQuantifierEnter: (node) => {
      if (node.max > boundedMax) repetitions.push(node);
    },
  });
  const alike = Map.groupBy(repetitions, ({ raw }) => raw).values();
  return { atoms, repetitions: [...alike].flatMap((some) => some.slice(0, alikeMax)) };
}

type Acceptance = (atom: Atom, character: string) => boolean;

/** Whether an atom takes a character; by the engine, so that letter case and properties are its own. */
function acceptance(flags: string): Acceptance {
  const known = new Map<string, RegExp>();
  return (atom, character) => {
    // within a class, a hyphen and the like stand for themselves
    const raw = atom.parent?.type.startsWith('CharacterClass') ? `[${atom.raw}]` : atom.raw;
    const pattern = known.get(raw) ?? new RegExp(`^(?:${raw})$`, flags.replaceAll(/[gy]/g, ''));
    known.set(raw, pattern);
    return pattern.test(character);
  };
}

/** One character of each kind that the atoms tell apart. */
function kindsOfCharacters(atoms: Atom[], accepts: Acceptance): string[] {
  const named = atoms.flatMap((atom) => (atom.type === 'Character' ? [String.fromCodePoint(atom.value)] : []));
  const signs = [...new Set(named.filter((character) => !/[\p{L}\p{N}]/u.test(character)))].slice(0, namedMax);
  const distinct = [...new Map(atoms.map((atom) => [atom.raw, atom])).values()].filter(
    (atom) => atom.type !== 'Character' || signs.includes(String.fromCodePoint(atom.value)),
  );
  const kinds = new Map<string, string>();
  for (const character of [...usualCharacters, ...signs]) {
    const kind = distinct.map((atom) => (accepts(atom, character) ? '1' : '0')).join('');
    if (!kinds.has(kind)) kinds.set(kind, character);
  }
  return [...kinds.values()];
}

function attacksBy(repetition: AST.Quantifier, kinds: string[], accepts: Acceptance): Attack[] {
  return kinds.flatMap((favourite) => {
    const characters = [favourite, ...kinds];
    const sample = sampler(characters, accepts);
    const repeated = [...new Set(samplesOf(repetition.element, sample))];
    const leads = [sample.before(repetition), sampler(kinds, accepts).before(repetition)];
    return repeated.flatMap((pump) => {
      if (pump === '') return [];
      const misfits = kinds.filter((character) => !pump.includes(character)).slice(0, misfitsMax);
      const ends = [
        sign,
        sign + pump,
        `\n${letter}`,
        ...misfits.flatMap((misfit) => [misfit + sign, `${misfit}\n${sign}`]),
      ];
      return [...new Set(leads)].flatMap((lead) =>
        ends.flatMap((after) => [
          { before: lead, repeated: pump, after },
          { before: '', repeated: lead + pump, after },
          { before: sign, repeated: pump, after },
        ]),
      );
    });
  });
}

interface Sampler {
  of(node: AST.Element | AST.Alternative): string;
  before(node: AST.Node): string;
}

/** Samples are as short as can be, of the first characters that fit. */
function sampler(characters: string[], accepts: Acceptance): Sampler {
  function of(node: AST.Element | AST.Alternative): string {
    switch (node.type) {
      case 'Character':
        return String.fromCodePoint(node.value);
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
        return characters.find((character) => accepts(node, character)) ?? '';
      case 'Group':
      case 'CapturingGroup':
        return shortest(node.alternatives.map(of));
      case 'Alternative':
        return node.elements.map(of).join('');
      case 'Quantifier':
        return of(node.element).repeat(node.min);
      default:
        return '';
    }
  }
  /** What stands before a node in its alternative, and before all that it is in. */
  function before(node: AST.Node): string {
    const { parent } = node;
    if (parent === null || parent.type === 'Pattern') return '';
    const own =
      parent.type === 'Alternative'
        ? parent.elements
            .slice(0, parent.elements.indexOf(node as AST.Element))
            .map(of)
            .join('')
        : '';
    return before(parent) + own;
  }
  return { of, before };
}

const shortest = (samples: string[]) => samples.toSorted((one, other) => one.length - other.length)[0] ?? '';

/** What a repetition may repeat: each of its alternatives. */
function samplesOf(element: AST.QuantifiableElement, sample: Sampler): string[] {
  return element.type === 'Group' || element.type === 'CapturingGroup'
    ? element.alternatives.map((alternative) => sample.of(alternative))
    : [sample.of(element)];
}
