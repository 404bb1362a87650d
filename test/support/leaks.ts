/** How a secret could stand in a text, written down by hand, so that the product's own idea of it is not asked. */
function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before, 'x'), bytes])
      .toString('base64')
      .replaceAll('=', '')
      // the characters at both ends depend on the neighbours
      .slice(before === 0 ? 0 : before + 1, -1),
  );
  const url = [encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)];
  const forms = [
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ...url.map((form) => ['in an address', form]),
    ['in an address in an address', encodeURIComponent(encodeURIComponent(secret))],
    ...base64.flatMap((form) => [
      ['in base64', form],
      ['in base64url', form.replaceAll('+', '-').replaceAll('/', '_')],
      ['in base64 in an address', encodeURIComponent(form)],
    ]),
    ['in hex', bytes.toString('hex')],
    ['in HTML', secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ];
  return Object.fromEntries(forms.map(([how, form], index) => [`${how} (${index})`, form ?? '']));
}

/** Where and how a secret stands in what is given; empty where it is kept. */
export function leaksOf(secret: string, places: Record<string, unknown>): string[] {
  const forms = Object.entries(formsOf(secret)).map(([how, form]) => [how, form.toLowerCase()] as const);
  return Object.entries(places).flatMap(([place, value]) => {
    const texts = textsIn(value).map((text) => text.toLowerCase());
    return forms.filter(([, form]) => texts.some((text) => text.includes(form))).map(([how]) => `${place}: ${how}`);
  });
}

/** Every text in a value; bytes, such as the payloads of a history, are read as UTF-8. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
