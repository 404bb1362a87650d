import { isatty } from 'node:tty';
import pc from 'picocolors';

/** What the demo prints, in colours where stdout is a terminal that shows them. */
export const screen = {
  color: isatty(1) && pc.isColorSupported,

  heading(text: string): void {
    this.line(`\n${this.paint.bold(text)}`);
  },
  line(text: string = ''): void {
    process.stdout.write(`${text}\n`);
  },
  detail(text: string): void {
    this.line(`  ${this.paint.dim(text)}`);
  },
  fact(name: string, value: string): void {
    this.line(`  ${this.paint.dim(name.padEnd(12))} ${value}`);
  },
  get paint() {
    return pc.createColors(this.color);
  },
};
