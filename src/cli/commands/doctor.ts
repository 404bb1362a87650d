import type { Command } from 'commander';
import { addCommand, type CommonFlags } from '../command.ts';

export function addDoctorCommand(program: Command): void {
  addCommand(program, 'doctor', 'checks what the product needs, and says how to mend it').action(
    async (flags: CommonFlags) => {
      const { runDoctor } = await import('../run-doctor.ts');
      await runDoctor(flags);
    },
  );
}
