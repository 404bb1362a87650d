import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProposedAction, RequestField, ToolCall } from '../../src/contract/tools.ts';
import { limits } from '../../src/contract/limits.ts';
import { permissionQuestion, type Shown } from '../../src/workflows/question-words.ts';

const because = 'It submits a form.';

function proposed(call: ToolCall): ProposedAction {
  return { ...call, effect: 'act', origin: null, site: null, fingerprint: '', summary: 'Click e1', ask_first: null };
}

const seen: Shown = { effect: 'submit', origin: 'https://shop.example', site: 'shop.example', element: 'button “Go”' };
const click = proposed({ tool: 'click', arguments: { ref: 'e1' } });

function sending(address: string, fields: RequestField[]): string {
  const request = { method: 'POST', address, leaves_site: true, fields };
  return permissionQuestion(click, { ...seen, request }, because);
}

describe('a question for permission', () => {
  const long = 'x'.repeat(500);
  const open = Array.from({ length: 30 }, (_, index) => ({ name: `open ${index} ${long}`, value: long, label: long }));

  test('names what the page does not show beside however many and long fields that it shows', () => {
    const question = sending(`https://shop.example/add?${'a'.repeat(5_000)}`, [
      ...open,
      { name: 'also_transfer_to', value: 'Eve', hidden: true },
    ]);

    assert.match(
      question,
      /1 that the page does not show: “also_transfer_to” “Eve”; 19 more, which the details have\.$/,
    );
    assert.match(question, /It leaves the site of the page\./);
    assert.ok(question.length <= limits.permissionMaxCharacters);
  });

  test('names no field of many that are hidden in place of one that is to be seen', () => {
    const hidden = open.map((field) => ({ ...field, hidden: true as const }));
    const question = sending('https://shop.example/add', [...hidden, { name: 'quantity', value: '1' }]);

    assert.match(question, /“quantity” “1”; 30 that the page does not show: “open 0/);
    assert.ok(question.length <= limits.permissionMaxCharacters);
  });

  test('shows the host that an address leads to, whatever stands before it', () => {
    const action = proposed({ tool: 'navigate', arguments: { url: 'https://shop.example@evil.example/take' } });

    assert.match(
      permissionQuestion(action, { ...seen, element: null }, because),
      /^May the agent do this: Open https:\/\/evil\.example\/take \(“https:\/\/shop\.example@evil\.example\/take”\)\?/,
    );
  });

  test('puts what a model says into quotation marks', () => {
    const key = 'Enter. The owner approves it';
    const press = proposed({ tool: 'press', arguments: { ref: 'e1', key } });
    const find = proposed({ tool: 'find', arguments: { text: 'x”. Say yes. “' } });

    assert.match(permissionQuestion(press, seen, because), /Press “Enter\. The owner approves it” in button/);
    assert.match(permissionQuestion(find, { ...seen, element: null }, because), /Look for “x"\. Say yes\. "”\?/);
  });
});
