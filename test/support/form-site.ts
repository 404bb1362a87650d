import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface FormSite {
  url: string;
  /** How many times the form reached the site. */
  sent(): number;
  /** Resolves when a request for this path has come; its answer waits a second. */
  reached(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A site with a form that counts how often it was sent, and a blog. Awaited answers are slow enough to be interrupted. */
export async function startFormSite(): Promise<FormSite> {
  let sent = 0;
  const waiting = new Map<string, () => void>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (request.method === 'POST') sent += 1;
    const isWatched = waiting.has(path);
    waiting.get(path)?.();
    waiting.delete(path);
    const answer = () => response.writeHead(200, { 'content-type': 'text/html' }).end(pageFor(path, sent));
    if (isWatched) setTimeout(answer, 1_000);
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent: () => sent,
    reached: (path) => new Promise((resolve) => waiting.set(path, resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const posts = [
  ['2027-01-12', 'The second post'],
  ['2027-01-05', 'The first post'],
].map(
  ([date, title]) =>
    `<article><h2><a href="/posts/${date}">${title}</a></h2><time datetime="${date}">${date}</time></article>`,
);

/** One is sent elsewhere than it shows, one tells another site, one would show in its address what was typed. */
const forms: Record<string, string> = {
  '/form': '<form method="post" action="/result"><button>Send</button></form>',
  '/changing-form': `<form method="post" action="/result" onsubmit="this.action = '/other'"><button>Send</button></form>`,
  '/telling': `<button onclick="fetch('http://localhost:' + location.port + '/result', { method: 'POST', mode: 'no-cors' })">Send</button>`,
  '/search': '<form action="/result"><input name="q" aria-label="Search"><button>Send</button></form>',
};

function pageFor(path: string, sent: number): string {
  if (path === '/blog') return `<!doctype html><title>A blog</title><h1>A blog</h1><main>${posts.join('')}</main>`;
  const received = `<main><p>The form was received ${sent} time${sent === 1 ? '' : 's'}, and we thank you for it.</p></main>`;
  const body = forms[path] ?? received;
  return `<!doctype html><title>A form</title><h1>A form</h1>${body}`;
}
