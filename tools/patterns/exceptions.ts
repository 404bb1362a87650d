interface Exception {
  file: string;
  /** The source of a literal; undefined where the file makes a pattern of something that is not in it. */
  source?: string;
  why: string;
}

/** Patterns that `npm run lint` does not judge, each with its reason. */
export const exceptions: Exception[] = [
  {
    file: 'src/contract/answer-schema.ts',
    why: 'a pattern of a person, which is made here to see that it is one; the activity that tries it has a time limit',
  },
  {
    file: 'src/browser/fetching/robots-rules.ts',
    source: String.raw`^\s*([\w-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$`,
    why: 'the reading of robots.txt is being written anew',
  },
];
