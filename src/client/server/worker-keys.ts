import { messageOf } from '../../contract/errors.ts';
import type { TemporalConnection } from './connection.ts';

/** Where a namespace has the fingerprints of its workers' master keys; people can read and set it. */
const dataKey = 'auto_trigger_master_keys';
const separator = '.';

/** The fingerprints of the workers' master keys; none where no worker told them, or the server does not tell. */
export async function readWorkerKeys(temporal: TemporalConnection): Promise<string[]> {
  try {
    return await fingerprintsIn(temporal);
  } catch {
    return []; // what it is asked for can do without
  }
}

/**
 * Has the namespace tell which master keys its workers have. Keys of which the namespace knows none are not told, since
 * somebody is wrong: the sentence that is returned says so. Null where all is well, or the server does not let it tell.
 */
export async function publishWorkerKeys(temporal: TemporalConnection, own: readonly string[]): Promise<string | null> {
  const { namespace } = temporal;
  const told = own.join(separator);
  try {
    const known = await fingerprintsIn(temporal);
    const isOneOfThem = known.length === 0 || known.some((fingerprint) => own.includes(fingerprint));
    if (isOneOfThem && known.join(separator) !== told)
      await temporal.call(() =>
        temporal.service.updateNamespace({ namespace, updateInfo: { data: { [dataKey]: told } } }),
      );
    // another one may have told at the same time
    const workers = isOneOfThem ? await fingerprintsIn(temporal) : known;
    if (workers.some((fingerprint) => own.includes(fingerprint))) return null;
    return `the master key of this worker (fingerprint ${own.join(', ')}) is none of those of the other workers of namespace ${namespace} (${workers.join(', ')}): what it signs does not verify, and it cannot take over their sessions; give all the same AUTO_TRIGGER_MASTER_KEY, or where this one is right: ${tellCommand(temporal, own)}`;
  } catch (error) {
    return `master keys cannot be compared: ${messageOf(error)}; someone who may can tell this worker's: ${tellCommand(temporal, own)}`;
  }
}

/** What is wrong with a client's master keys beside those of the workers; null where nothing is. */
export function keyProblem(own: readonly [string, ...string[]], workers: readonly string[]): string | null {
  const [first, ...others] = own;
  if (workers.length === 0 || workers.includes(first)) return null;
  const isEarly = others.some((fingerprint) => workers.includes(fingerprint));
  const advice = isEarly
    ? 'give the workers the new key first'
    : 'give clients and workers the same AUTO_TRIGGER_MASTER_KEY';
  return `the master key here (fingerprint ${first}) is none of the workers' (${workers.join(', ')}), so the secrets that are shown here do not verify their deliveries; ${advice}`;
}

async function fingerprintsIn(temporal: TemporalConnection): Promise<string[]> {
  const { namespace } = temporal;
  const { namespaceInfo } = await temporal.call(() => temporal.service.describeNamespace({ namespace }));
  const told = (namespaceInfo?.data?.[dataKey] ?? '').replaceAll('"', ''); // as Temporal's command line has it written
  return told.split(separator).filter((fingerprint) => fingerprint !== '');
}

function tellCommand({ namespace }: TemporalConnection, own: readonly string[]): string {
  return `temporal operator namespace update --namespace ${namespace} --data ${dataKey}=${own.join(separator)}`;
}
