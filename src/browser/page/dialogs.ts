import type { Dialog } from 'playwright-core';
import { quotedWords } from '../../contract/visible-text.ts';

/**
 * Answers a dialog of a page, and says so in a sentence where somebody should know. What leaves the page is what was
 * asked for. Whether a person's approval is meant, the page may well ask: what it then sends is compared. All else is
 * dismissed.
 */
export function answerDialog(dialog: Dialog, { isApproved }: { isApproved: boolean }): string | undefined {
  const type = dialog.type();
  const isAccepted = type === 'beforeunload' || (type === 'confirm' && isApproved);
  const words = dialog.message();
  const answered = isAccepted ? dialog.accept() : dialog.dismiss();
  void answered.catch(() => undefined); // its page is gone
  if (type === 'beforeunload') return undefined;
  return `The page opened a dialog, which was ${isAccepted ? 'confirmed' : 'dismissed'}: ${quotedWords(words)}.`;
}
