import { connect } from 'node:net';
import { unbracketed } from '../../contract/brackets.ts';
import { badField } from '../../contract/parse.ts';
import type { TemporalConnection } from './connection.ts';

/** Where a trigger is in the Temporal UI. */
export interface UiLinks {
  /** Its newest run, whichever that is by then. */
  trigger: string;
  /** The run that is the newest now. */
  run: string;
}

const probeTimeoutMs = 300;
/** A development server has its UI so many ports above its own. */
const uiPortDistance = 1_000;

/**
 * Links to a workflow's page, where it is known where the UI is: `ui` says so, or the server is Temporal Cloud, or a
 * development server on this machine whose UI answers. Null otherwise.
 *
 * @throws {AutoTriggerError} InvalidRequest where `ui` is no http address.
 */
export async function uiLinksOf(
  { settings, namespace }: TemporalConnection,
  { workflowId, runId }: { workflowId: string; runId: string },
  ui: string | undefined,
): Promise<UiLinks | null> {
  const base = ui === undefined ? await knownUi(settings.address) : checkedUi(ui);
  if (base === null) return null;
  const trigger = `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return { trigger, run: `${trigger}/${runId}/history` };
}

function checkedUi(ui: string): string {
  const url = URL.canParse(ui) ? new URL(ui) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw badField('ui', `ui (${ui}) must be a full address, like http://127.0.0.1:8233`, { value: ui });
  return `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/, '');
}

async function knownUi(address: string): Promise<string | null> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (/\.(?:tmprl\.cloud|api\.temporal\.io)$/.test(host)) return 'https://cloud.temporal.io';
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host)) return null;
  const uiPort = Number(port) + uiPortDistance;
  return (await isListening(unbracketed(host), uiPort)) ? `http://${host}:${uiPort}` : null;
}

async function isListening(host: string, port: number): Promise<boolean> {
  if (port > 65_535) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: probeTimeoutMs });
  socket
    .once('connect', () => resolve(true))
    .once('timeout', () => resolve(false))
    .once('error', () => resolve(false));
  const isThere = await promise;
  socket.destroy();
  return isThere;
}
