import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process of this machine that listens on TCP ports. */
export interface ListeningProcess {
  id: number;
  /** Its command's, of which Linux keeps 15 characters. */
  name: string;
  /** Of processes: the id of the one that began it. */
  session: number;
  ports: number[];
}

const listening = '0A'; // TCP_LISTEN in Linux's include/net/tcp_states.h

/** Those whose open files this process may see, itself too. Linux alone tells: elsewhere, none. */
export async function listeningProcesses(): Promise<ListeningProcess[]> {
  const ports = new Map((await Promise.all(['tcp', 'tcp6'].map(listeningSockets))).flat());
  if (ports.size === 0) return [];
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(ids.map((id) => processWith(id, ports)));
  return processes.filter((process) => process !== undefined);
}

/** What `proc_pid_net(5)` says: of each listening socket its inode, as open files name it, and its port. */
async function listeningSockets(protocol: string): Promise<[socket: string, port: number][]> {
  const table = await readFile(`/proc/self/net/${protocol}`, 'utf8').catch(() => '');
  return table.split('\n').flatMap((line): [string, number][] => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === listening ? [[`socket:[${inode}]`, Number.parseInt(local.split(':')[1] ?? '', 16)]] : [];
  });
}

async function processWith(id: string, ports: Map<string, number>): Promise<ListeningProcess | undefined> {
  try {
    const own = new Set<number>();
    for (const file of await readdir(`/proc/${id}/fd`)) {
      const port = ports.get(await readlink(`/proc/${id}/fd/${file}`).catch(() => '')); // closed meanwhile
      if (port !== undefined) own.add(port);
    }
    if (own.size === 0) return undefined;
    // the name stands in brackets, and may have some itself
    const [, name = '', session] =
      /^\d+ \((.*)\) \S \d+ \d+ (\d+)/s.exec(await readFile(`/proc/${id}/stat`, 'utf8')) ?? [];
    return { id: Number(id), name, session: Number(session), ports: [...own] };
  } catch {
    return undefined; // it ended meanwhile, or is none of ours
  }
}
