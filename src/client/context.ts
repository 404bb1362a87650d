import type { Account } from '../contract/account.ts';
import type { CreateRequest } from '../contract/trigger.ts';
import type { SearchAttributeName } from '../contract/temporal-names.ts';
import type { TemporalConnection } from './server/connection.ts';

/** What all calls of one client share. */
export interface ClientContext {
  temporal: TemporalConnection;
  taskQueue: string;
  /** The account, where a request has none. */
  email: string | undefined;
  /** The agent's configuration, where a request says nothing. */
  config: CreateRequest['config'];
  allowNetworks: string;
  /** Read when a webhook needs a secret, and not before. */
  masterKeys: () => readonly [string, ...string[]];
  /** What is wrong with these keys beside those of the workers, where the namespace tells; null where nothing is. */
  keyProblem: () => Promise<string | null>;
  /** Those that the server has; asked once. */
  searchAttributes: () => Promise<SearchAttributeName[]>;
  /** An account as it is now; shared by those who ask at the same time. */
  account: (email: string) => Promise<Account>;
  /** Where the Temporal UI is, if that was said. */
  uiUrl: string | undefined;
  warn: (message: string) => void;
}
