import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBuiltinPlanner } from '../../../src/agent/builtin/planner.ts';
import { understandGoal } from '../../../src/agent/builtin/goal.ts';
import { inputFor } from './session.ts';

describe('a goal about the latest of a list is taken', () => {
  const goals = [
    'Go through https://assisfy.ai/blog and let me know the latest update on the blog',
    'Look at assisfy.ai/blog.',
    'https://example.com/blog',
    'What is new?',
    'Send me the latest post of https://example.com/blog',
    'Email me when there is a new release on https://example.com/releases',
    'Tell me when a new post appears on https://example.com',
    'Summarise the latest post on https://example.com/blog',
    'Go to https://example.com/changelog and tell me about changes in the changelog',
    'Tell me the latest article and book reviews on https://example.com',
    'Check https://example.com/news for new posts about problems to log in',
    'Go through https://example.com/news, order by date and tell me the newest',
    'Tell me the latest news about energy prices and how they change on https://example.com',
    'Update me on new posts of https://example.com/blog',
    'Keep me posted about https://example.com/blog',
    'Go through https://example.com/blog and create a summary of the latest post',
    'Go through https://example.com/blog, write a short report on the newest article and send it to my webhook',
    'Check https://example.com/blog and send the latest update to us',
    'Check the latest releases of https://example.com and list the added, changed and removed features',
    'Tell me the newest dates, prices and schedule of https://example.com/events',
    'See https://example.com/plans for new plans, rates and research',
    'Tell me when the rate and plan posts on https://example.com get a new entry',
    'Monitor https://example.com/jobs for new openings to apply',
    'Tell me if there are any vacancies at https://example.com/jobs',
    'Tell me when there is a new version on https://example.com/releases',
    'Check if anyone posted or commented on https://example.com/blog',
    'Let me know the latest call for papers and post titles on https://example.com',
    'Check https://example.com/blog for a new update and report the title, the date and the link',
    'Go to https://example.com/news and click through to the newest article',
    'Open https://example.com, accept cookies, and tell me the latest headline',
    'Read https://example.com/buy-a-house/blog and tell me what the latest entry says',
    'Schau auf https://example.com/blog und sag mir das Neueste',
    'Dis-moi quel est le dernier article de https://example.com/blog',
    'Dime cuál es la última entrada de https://example.com/blog',
    'Diga-me a última notícia de https://example.com',
    'Dimmi l’ultimo articolo di https://example.com/blog',
    'Sprawdź najnowszy wpis na https://example.com/blog',
    'Расскажи о последней записи на https://example.com/blog',
    '请告诉我 https://example.com/blog 的最新文章',
    'https://example.com/blog の最新記事を教えてください',
  ];
  for (const goal of goals)
    test(goal, () => {
      assert.deepEqual(understandGoal(goal), { kind: 'list' });
    });
});

describe('a goal that takes more than reading is refused before anything is opened', () => {
  const goals = [
    'book me a table',
    'Book a table for two at https://example.com for tonight',
    'summarise the quarterly report and mail it',
    'log in and download my invoice',
    'Log in to https://example.com and tell me the latest news',
    'Go to https://example.com and buy the cheapest laptop',
    'Find the latest post on https://example.com and email it to bob@example.com',
    'Fill in the form at https://example.com with my name',
    'Compare the prices of two laptops',
    'Translate https://example.com into German',
    'Write me a poem about https://example.com',
    'Melde dich bei https://example.com an',
    'Buche mir einen Tisch bei https://example.com',
    'Réserve une table sur https://example.com',
    'Reserva una mesa en https://example.com',
  ];
  for (const goal of goals)
    test(goal, async () => {
      const { next, memories } = await createBuiltinPlanner().think(inputFor(goal), {
        signal: new AbortController().signal,
      });

      const finish = next.type === 'finish' ? next.finish : assert.fail(next.type);
      assert.deepEqual([finish.outcome, finish.error?.code, memories], ['failed', 'GOAL_NOT_UNDERSTOOD', []]);
      assert.match(finish.answer, /latest entry of a page.*config\.driver llm.*config\.model/);
    });
});

const price = { kind: 'price', condition: null };
const falls = {
  kind: 'price',
  condition: { kind: 'move', asks: 'fall', by: 0, unit: 'percent', isMore: true, currencies: [] },
};
const page = { kind: 'page' };
const version = { kind: 'version' };
const text = (when: 'changes' | 'appears' | 'disappears', words: string) => ({ kind: 'text', words, when });

describe('a goal to watch something is taken for what it says', () => {
  const goals: [goal: string, watch: object][] = [
    ['Tell me when the price of https://example.com/spade changes', price],
    ['What is the price on https://example.com/p?', price],
    ['What is the latest price of the spade at https://example.com/p?', price],
    ['check example.com/a and https://example.com/b and tell me when the price changes', price],
    ['Every 30 minutes check the price of the iPhone 15 on https://example.com/p and tell me when it changes', price],
    ['Check https://example.com/p at least once an hour and tell me when the price changes', price],
    ['Tell me when the price of the climbing shoes on https://example.com/p changes', price],
    ['Tell me when the price on https://example.com/p goes up or down', price],
    ['Sag mir, wenn sich der Preis auf https://example.com/p ändert', price],
    ['Call me when the price on https://example.com/p changes', price],
    ['Melde dich, wenn sich der Preis auf https://example.com/p ändert', price],
    ['Schreib mir, sobald sich der Preis auf https://example.com/p ändert', price],
    ['Écris-moi quand le prix change sur https://example.com/p', price],
    ['Напиши мне, когда изменится цена на https://example.com/p', price],
    ['Préviens-moi quand le prix change sur https://example.com/p', price],
    ['Avísame cuando cambie el precio en https://example.com/p', price],
    ['Tell me when the price of https://example.com/p drops', falls],
    ['Tell me when https://example.com/p gets cheaper', falls],
    ['Sag mir, wenn der Preis auf https://example.com/p sinkt', falls],
    ['Préviens-moi quand le prix baisse sur https://example.com/p', falls],
    ['Avísame cuando baje el precio en https://example.com/p', falls],
    ['Let me know when “Sold out” disappears from https://example.com/p', text('disappears', 'Sold out')],
    ['let me know when "Sold out" disappears from https://example.com/p', text('disappears', 'Sold out')],
    ["alert me if the text 'In stock' appears on https://example.com/p", text('appears', 'In stock')],
    ['Tell me when Sold out is gone from https://example.com/p', text('disappears', 'Sold out')],
    ['Tell me when “No longer available” appears on https://example.com/p', text('appears', 'No longer available')],
    ['Tell me if https://example.com/p no longer says “Coming soon”', text('disappears', 'Coming soon')],
    ['Tell me when https://example.com/p contains the word Hiring', text('appears', 'Hiring')],
    ['Sag mir, wenn „Ausverkauft“ von https://example.com/p verschwindet', text('disappears', 'Ausverkauft')],
    ['Préviens-moi quand « Épuisé » disparaît de https://example.com/p', text('disappears', 'Épuisé')],
    ['Avísame cuando desaparezca "Agotado" de https://example.com/p', text('disappears', 'Agotado')],
    ['Avvisami quando il testo Disponibile appare su https://example.com/p', text('appears', 'Disponibile')],
    ['Сообщи, когда «Нет в наличии» исчезнет с https://example.com/p', text('disappears', 'Нет в наличии')],
    ['Tell me when https://example.com/p is back in stock', text('appears', 'in stock')],
    ['Tell me when the words tickets available appear on https://example.com', text('appears', 'tickets available')],
    ['Tell me when the opening hours on https://example.com change', text('changes', 'opening hours')],
    ['Watch the opening hours on example.com/p and tell me when they change', text('changes', 'opening hours')],
    ['Sag mir, sobald sich die Öffnungszeiten auf https://example.com/p ändern', text('changes', 'Öffnungszeiten')],
    ['Préviens-moi quand les horaires changent sur https://example.com/p', text('changes', 'horaires')],
    ['Avísame cuando cambie el horario en https://example.com/p', text('changes', 'horario')],
    ['Watch https://example.com/terms and tell me when the page changes', page],
    ['Tell me when https://example.com/terms changes', page],
    ['Watch example.com/terms for changes', page],
    ['Tell me when one of these pages changes: https://example.com/a https://example.com/b', page],
    ['Sag mir, wenn sich eine der Seiten https://example.com/a und https://example.com/b ändert', page],
    ['Sag mir, wenn sich die Seite https://example.com/p ändert', page],
    ['when the version on https://example.com/p changes', version],
    ['Tell me when the version number on https://example.com/download changes', version],
    ['What is the newest version number on https://example.com/download?', version],
    ['Sag mir, wenn sich die Versionsnummer auf https://example.com/d ändert', version],
  ];
  for (const [goal, watch] of goals)
    test(goal, () => {
      assert.deepEqual(understandGoal(goal), { kind: 'watch', watch });
    });
});

describe('a limit for a price is understood', () => {
  const goals: [goal: string, asks: string, amount: string, currency: string | undefined][] = [
    ['Tell me when the price of X at https://example.com/p drops below 100 EUR', 'below', '100.00', 'EUR'],
    ['let me know when it falls under €99.90 at https://shop.example.com/p', 'below', '99.90', 'EUR'],
    ['Tell me when the price on https://example.com/p is under 1.000 €', 'below', '1000.00', 'EUR'],
    ['Notify me if https://example.com/p is cheaper than 20 pounds', 'below', '20.00', 'GBP'],
    ['Tell me when https://example.com/p drops below 1000', 'below', '1000.00', undefined],
    ["Tell me when the price rises above 1'299.- CHF on https://example.com/p", 'above', '1299.00', 'CHF'],
    ['Tell me when https://example.com/p costs more than US$1,299.00', 'above', '1299.00', 'USD'],
    ['Tell me when https://example.com/p costs at least $50', 'at_least', '50.00', 'USD'],
    ['Tell me when the price on https://example.com/p is not more than 100 EUR', 'at_most', '100.00', 'EUR'],
    ['Tell me when “Blue spade” at https://example.com/p falls to 20 USD or less', 'at_most', '20.00', 'USD'],
    ['Sag mir, wenn der Preis auf https://example.com/p unter 100 EUR fällt', 'below', '100.00', 'EUR'],
    ['Sag mir, wenn der Preis auf https://example.com/p 100 € unterschreitet', 'below', '100.00', 'EUR'],
    ['Sag mir, wenn https://example.com/p mindestens 1.299,50 € kostet', 'at_least', '1299.50', 'EUR'],
    ['Dis-moi quand le prix sur https://example.com/p passe sous 1 299,00 €', 'below', '1299.00', 'EUR'],
    ['Avísame cuando el precio de https://example.com/p baje de 100 euros', 'below', '100.00', 'EUR'],
    ['Avise-me quando o preço em https://example.com/p ficar abaixo de R$ 100', 'below', '100.00', 'BRL'],
    ['Avvisami quando il prezzo su https://example.com/p scende sotto i 100 euro', 'below', '100.00', 'EUR'],
    ['Laat me weten wanneer de prijs op https://example.com/p onder 100 euro daalt', 'below', '100.00', 'EUR'],
    ['Daj znać, gdy cena na https://example.com/p spadnie poniżej 100 zł', 'below', '100.00', 'PLN'],
    ['Сообщи, когда цена на https://example.com/p упадет ниже 5000 руб', 'below', '5000.00', 'RUB'],
    ['当 https://example.com/p 的价格低于100元时告诉我', 'below', '100.00', 'CNY'],
    ['https://example.com/p の価格が10000円以下になったら教えて', 'at_most', '10000.00', 'JPY'],
    ['https://example.com/p 가격이 10000원 이하로 떨어지면 알려줘', 'at_most', '10000.00', 'KRW'],
  ];
  for (const [goal, asks, amount, currency] of goals)
    test(goal, () => {
      const condition = conditionOf(goal);

      const limit = condition?.kind === 'threshold' ? condition : assert.fail(JSON.stringify(condition));
      assert.deepEqual([limit.asks, limit.amount, limit.currencies[0]], [asks, amount, currency]);
    });

  const moves: [goal: string, asks: string, by: string, isMore: boolean][] = [
    ['Tell me when the price of https://example.com/p drops by more than 10 %', 'fall', '10 percent', true],
    ['Tell me when the price of https://example.com/p falls by 10%', 'fall', '10 percent', false],
    ['Tell me when the price of https://example.com/p changes by over 2.5 percent', 'change', '2.5 percent', true],
    ['Tell me when the price of https://example.com/p drops by at least 20 EUR', 'fall', '20 money', false],
    ['Sag mir, wenn der Preis auf https://example.com/p um mehr als 5 % steigt', 'rise', '5 percent', true],
    ['Sag mir, wenn der Preis auf https://example.com/p um 10 € sinkt', 'fall', '10 money', false],
    ['Préviens-moi quand le prix sur https://example.com/p baisse de plus de 10 %', 'fall', '10 percent', true],
  ];
  for (const [goal, asks, by, isMore] of moves)
    test(goal, () => {
      const condition = conditionOf(goal);

      const move = condition?.kind === 'move' ? condition : assert.fail(JSON.stringify(condition));
      assert.deepEqual([move.asks, `${move.by} ${move.unit}`, move.isMore], [asks, by, isMore]);
    });

  function conditionOf(goal: string) {
    const understood = understandGoal(goal);
    return understood.kind === 'watch' && understood.watch.kind === 'price' ? understood.watch.condition : null;
  }
});

describe('a goal to be told of what the planner would not keep to is refused', () => {
  const goals = [
    'Tell me when the price of https://example.com/p is between 100 and 200 EUR',
    'Tell me when https://example.com/p reaches 100 EUR',
    'Tell me when the price of https://example.com/p is lower than at https://example.com/q',
    'Tell me the cheapest price on https://example.com/p',
    'Tell me when the price on https://example.com/p drops more than 10 EUR',
    'Tell me when https://example.com/p is 10 EUR cheaper than before',
    'Tell me when a new spade costs less than 50 EUR on https://example.com',
    'Tell me when it is 20% off at https://example.com/p',
    'Tell me when the price drops below 100 EUR or rises above 200 EUR on https://example.com/p',
    'Tell me when the price drops below 100 EUR or “In stock” appears at https://example.com/p',
    'Tell me when “Open” or “Reopened” appears on https://example.com/p',
    'Tell me when the temperature on https://example.com/p rises above 30',
    'Tell me when the number of stars on https://example.com/p exceeds 1000',
    'Tell me when the number of free seats on https://example.com/p drops',
    'Tell me when registration opens at https://example.com/p',
    'Tell me when tickets are available on https://example.com/p',
    'Tell me when the banner disappears from https://example.com/p',
  ];
  for (const goal of goals)
    test(goal, () => {
      const understood = understandGoal(goal);

      assert.equal(understood.kind, 'beyond', JSON.stringify(understood));
    });
});

test('a goal with more addresses than are looked at is told so', async () => {
  const addresses = Array.from({ length: 12 }, (_, index) => `https://example.com/${index}`);

  const { signal } = new AbortController();
  const { thoughts } = await createBuiltinPlanner().think(inputFor(`Check ${addresses.join(' ')}`), { signal });

  assert.match(thoughts, /^The goal names 12 addresses, and I look at the first 10\. I open https:/);
});
