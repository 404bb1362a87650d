import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startLoggingSite } from '../browser/gated.ts';
import { doing } from '../support/doing.ts';
import { eventually } from '../support/eventually.ts';
import { answerOpen, createRig, recurring } from '../support/rig.ts';

/** A shop's page, whose form has another token with each visit; and a trigger that orders each time. */
async function ordering(t: TestContext, sessions: number) {
  let visits = 0;
  const shop = { title: 'A lamp', price: '12.00 EUR', quantity: '1' };
  const site = await startLoggingSite(t, {
    '/': (_, response) => {
      visits += 1;
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>${shop.title}</title><h1>A lamp</h1>
        <p class="price">${shop.price}</p><form method="post" action="/order">
        <input type="hidden" name="csrf" value="token-${visits}"><input name="quantity" value="${shop.quantity}">
        <button>Order</button></form>`);
    },
    '/order': '<h1>Thank you</h1>',
  });
  const rig = await createRig(t, { planner: doing('click', 'button "Order"') });
  const goal = `${site.url} order`;
  const handle = await rig.start(recurring({ every: 4, for: 120 }, { max_sessions: sessions }, goal));
  const asked = (session: number) =>
    eventually(`session ${session} asks`, async () => {
      const [open] = (await rig.status(handle)).requests;
      return open?.request_id === `req_${session}_1`;
    });
  const answer = (input: object) => answerOpen(handle, input);
  const orders = () => site.log.filter((line) => line.startsWith('POST'));
  return { shop, rig, handle, asked, answer, orders };
}

describe('an approval that stands', { concurrency: 2 }, () => {
  test('lets those fields differ that were said to be free, and says in words what it covers', async (t) => {
    const { handle, asked, answer, orders, rig } = await ordering(t, 2);
    await asked(1);
    await answer({ approved: true, remember: { free: ['csrf'] } });
    const [grant] = await eventually('the grant stands', async () => {
      const { grants } = await rig.status(handle);
      return grants.length > 0 && grants;
    });
    const { fires }: TriggerStatus = await handle.result();

    assert.match(
      grant?.covers ?? '',
      /^Click button “Order”.*: POST http.*\/order with “csrf” of any value, “quantity” “1”, while the page is called “A lamp” and shows the price “12\.00 EUR”\.$/,
    );
    assert.equal(fires.ran, 2);
    assert.deepEqual(orders(), ['POST /order csrf=token-1&quantity=1', 'POST /order csrf=token-2&quantity=1']);
  });

  for (const [what, change] of [
    ['another value in any other field', (shop) => (shop.quantity = '999')],
    ['another price on the page', (shop) => (shop.price = '1,200.00 EUR')],
    ['another title of the page', (shop) => (shop.title = 'Two lamps')],
  ] as [string, (shop: { title: string; price: string; quantity: string }) => void][])
    test(`does not count with ${what}`, async (t) => {
      const { shop, handle, asked, answer, orders } = await ordering(t, 2);
      await asked(1);
      change(shop);
      await answer({ approved: true, remember: { free: ['csrf'] } });

      await asked(2);

      assert.equal(orders().length, 1);
      await answer({ approved: false });
      await handle.result();
    });
});
