/** True for keys, as Playwright names them, that put what is selected in a field where it can be read again. */
export function copies(keys: string): boolean {
  const parts = keys.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const has = (...modifiers: string[]) => modifiers.some((modifier) => parts.slice(0, -1).includes(modifier));
  if (key === 'copy' || key === 'cut') return true;
  if (has('control', 'controlleft', 'controlright', 'meta', 'metaleft', 'metaright', 'controlormeta'))
    return ['c', 'x', 'keyc', 'keyx', 'insert', 'numpad0'].includes(key);
  return has('shift', 'shiftleft', 'shiftright') && ['delete', 'numpaddecimal'].includes(key);
}
