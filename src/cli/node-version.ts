/** The oldest Node on which the product runs; `engines` of the package says the same. */
export const oldestNode = '22.19';

/** Why a version of Node will not do, in one line; undefined where it will. Loads nothing, so that any Node can ask. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `auto-trigger needs Node ${oldestNode} or newer, and this is Node ${version}; install one from https://nodejs.org`;
}
