import { oneLine } from '../event-lines.ts';
import type { PlayRecord } from './play.ts';
import { screen } from './screen.ts';

/** What happened, as a table: sessions with their outcome and answer, then the figures. */
export function printSummary(records: PlayRecord[], startedAt: number): void {
  screen.heading('Summary');
  for (const [index, { sessions, answers }] of records.entries())
    for (const { number, outcome, answer } of sessions) {
      const asked = answers.filter(({ session }) => session === number).map(({ answer }) => answer);
      const human = asked.length > 0 ? screen.paint.yellow(` [asked: ${oneLine(asked.join('; '))}]`) : '';
      const name = `${index + 1}.${number}`;
      screen.line(`  ${name.padEnd(5)} ${screen.paint.bold(outcome.padEnd(10))} ${oneLine(answer, 300)}${human}`);
    }
  const total = (figure: 'received' | 'verified' | 'repeated') =>
    records.reduce((sum, record) => sum + record[figure], 0);
  const outcomes = records.flatMap(({ sessions }) => sessions.map(({ outcome }) => outcome));
  screen.line();
  screen.fact('sessions', `${outcomes.length} (${countEach(outcomes)})`);
  screen.fact('triggers', `${records.length} (${countEach(records.map(({ state }) => state))})`);
  screen.fact('events', `${total('received')} received, ${total('verified')} verified, ${total('repeated')} repeated`);
  screen.fact('wall time', `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
}

function countEach(words: string[]): string {
  const counts = Map.groupBy(words, (word) => word);
  return [...counts].map(([word, all]) => `${all.length} ${word}`).join(', ');
}
