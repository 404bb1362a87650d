import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ShopSite {
  url: string;
  /** What the order form sent, in its order. */
  orders: string[];
  /** What stands on the button, from the next look on. */
  button: string;
  close(): Promise<void>;
}

/** A shop with an order form that keeps nothing: what is half filled in is lost when the page is opened again. */
export async function startShopSite(): Promise<ShopSite> {
  const orders: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'POST') orders.push(await text(request));
      const body = request.method === 'POST' ? `<p>Thank you for order ${orders.length}.</p>` : form(shop.button);
      const page = `<!doctype html><title>A shop</title><main><h1>A shop</h1>${body}</main>`;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shop: ShopSite = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    orders,
    button: 'Place order',
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return shop;
}

function form(button: string): string {
  return `<form method="post" action="/order">
    <label>Name <input name="name" value="Ann"></label>
    <label>Note <input name="note"></label>
    <button>${button}</button>
  </form>
  <p><a href="http://localhost:9/elsewhere">Elsewhere</a> <button type="button">Say hello</button></p>`;
}
