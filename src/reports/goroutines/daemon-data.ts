import type { GoroutineDump, LockConvoy } from '../../core/goroutine-dump.js';

/** A container as the daemon's memory holds it. */
export interface DaemonContainer {
  readonly id: string;
  /** Without the leading slash; absent if no name leads to it. */
  readonly name?: string;
  /** Address of its object, which goroutine dumps of the same moment show as an argument. */
  readonly address: string;
}

/** A command run in a container by `docker exec`, or one that a health check ran. */
export interface DaemonExec {
  readonly id: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly running: boolean;
  readonly pid: number;
}

/** A Mutex or RWMutex that was not free. */
export interface HeldLock {
  /** Members from the top on, `execs.commands.Mutex`. */
  readonly path: string;
  readonly held: boolean;
  /** Goroutines that wait for a Mutex. */
  readonly waiters: number;
  /** Readers that hold an RWMutex. */
  readonly readers: number;
  /** A writer waits for the readers of an RWMutex to leave. */
  readonly writerWaits: boolean;
}

export interface DaemonData {
  readonly containers: readonly DaemonContainer[];
  readonly execs: readonly DaemonExec[];
  readonly locks: readonly HeldLock[];
  /** It ends before its last member. */
  readonly truncated: boolean;
}

export interface DaemonDataReader {
  pushLine(text: string): void;
  end(): DaemonData;
}

const MAX_ENTRIES = 100_000;
const MAX_DEPTH = 64;
const MAX_LINE = 4096;
/** RWMutex.readerCount while a writer waits or holds: the readers less 2^30 (`rwmutexMaxReaders`). */
const MAX_READERS = 1 << 30;

/** `s: (map[string]*container.Container) (len=14) {`, also embedded `RWMutex: (sync.RWMutex) {`. */
const MEMBER = /^([A-Za-z_]\w{0,80}): \(/;
const CONTAINER = /^\(string\) \(len=64\) "([0-9a-f]{64})": \(\*container\.Container\)\((0x[0-9a-f]{1,16})\)/;
const NAME = /^\(string\) \(len=\d{1,6}\) "\/([^"/]{1,256})": \(string\) \(len=64\) "([0-9a-f]{64})"/;
const EXEC = /^\(string\) \(len=64\) "([0-9a-f]{64})": \(\*exec\.Config\)/;
const STRING = /\(string\) \(len=\d{1,6}\) "((?:[^"\\]|\\.){0,2000})"/;
const NUMBER = /: \((?:u?int(?:32|64)?)\) (-?\d{1,10}),?$/;

interface OpenExec {
  id: string;
  container: string;
  command: string[];
  running: boolean;
  pid: number;
}

/**
 * Reads the dump of data structures that dockerd 1.13 to 17.05 writes beside its goroutines (`daemon-data-….log`): go-spew's
 * output, one space a level, `name: (type) value`. Containers are not opened there; their ids, names and addresses, the execs and
 * the states of locks are what can be used. The dump takes no locks, so it may be inconsistent or end abruptly.
 */
export function createDaemonDataReader(): DaemonDataReader {
  return new Reader();
}

/** Beginning of go-spew's output for the struct that dockerd dumps. */
const OPENING = '(struct { containers interface {}';
/** Bytes that are read of such a dump: a daemon with ten thousand containers writes some 60 MB. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads a source along if it turns out to be a daemon-data dump. */
interface DaemonDataTap {
  /** The next bytes, cut anywhere. */
  push(bytes: Uint8Array): void;
  /** Input has ended; undefined if it was something else. */
  end(): DaemonData | undefined;
}

/** `head` is the source's beginning, which is to be pushed too. */
export function createDaemonDataTap(head: Uint8Array): DaemonDataTap {
  const first = new TextDecoder('utf-8').decode(head.subarray(0, OPENING.length));
  if (first !== OPENING) return { push: () => undefined, end: () => undefined };
  const reader = new Reader();
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let read = 0;
  return {
    push(bytes) {
      read += bytes.length;
      if (read > MAX_BYTES) return;
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(0, MAX_LINE);
      for (const line of lines) reader.pushLine(line);
    },
    end() {
      reader.pushLine(rest);
      return reader.end();
    },
  };
}

class Reader implements DaemonDataReader {
  private readonly containers: { id: string; address: string }[] = [];
  private readonly names = new Map<string, string>();
  private readonly execs: OpenExec[] = [];
  private readonly locks: HeldLock[] = [];
  /** Members by depth. */
  private readonly path: string[] = [];
  private exec: OpenExec | undefined;
  private inArgs = false;
  private readers = 0;
  private readonly topMembers = new Set<string>();

  pushLine(text: string): void {
    const line = text.slice(0, MAX_LINE).trimEnd();
    const rest = line.trimStart();
    const depth = Math.min(line.length - rest.length, MAX_DEPTH);
    const member = MEMBER.exec(rest)?.[1];
    this.path.length = Math.min(this.path.length, depth);
    if (member !== undefined) {
      while (this.path.length < depth) this.path.push('');
      this.path[depth] = member;
      if (depth === 1) this.topMembers.add(member);
    }
    this.readEntry(rest);
    if (this.exec !== undefined && this.path[1] === 'execs') this.readExec(this.exec, member, rest);
    if (member === 'state') this.readMutex(rest);
    else if (member === 'readerCount') this.readers = numberIn(rest);
    else if (member === 'readerWait') this.readRWMutex(numberIn(rest));
  }

  end(): DaemonData {
    return {
      containers: this.containers.map(({ id, address }) => {
        const name = this.names.get(id);
        return { id, address, ...(name === undefined ? {} : { name }) };
      }),
      execs: this.execs,
      locks: this.locks,
      truncated: this.topMembers.size > 0 && !this.topMembers.has('plugins'),
    };
  }

  private readEntry(rest: string): void {
    if (!rest.startsWith('(string) ')) return;
    const container = CONTAINER.exec(rest);
    if (container !== null && this.containers.length < MAX_ENTRIES) {
      this.containers.push({ id: container[1] ?? '', address: container[2] ?? '' });
    }
    const name = NAME.exec(rest);
    if (name !== null && this.names.size < MAX_ENTRIES) this.names.set(name[2] ?? '', name[1] ?? '');
    const exec = EXEC.exec(rest);
    if (exec !== null && this.execs.length < MAX_ENTRIES) {
      this.exec = { id: exec[1] ?? '', container: '', command: [], running: false, pid: 0 };
      this.execs.push(this.exec);
    }
  }

  private readExec(exec: OpenExec, member: string | undefined, rest: string): void {
    if (member !== undefined) this.inArgs = member === 'Args';
    const text = STRING.exec(rest)?.[1];
    if (member === 'ContainerID') exec.container = text ?? '';
    else if (member === 'Running') exec.running = rest.includes('(bool) true');
    else if (member === 'Pid') exec.pid = numberIn(rest);
    else if (
      text !== undefined &&
      (member === 'Entrypoint' || (member === undefined && this.inArgs)) &&
      exec.command.length < 100
    ) {
      exec.command.push(text);
    }
  }

  /** Mutex: bit 0 locked, bit 1 woken, from Go 1.9 bit 2 starving, the rest counts waiters (17.05 and before: Go 1.8, from bit 2). */
  private readMutex(rest: string): void {
    const state = numberIn(rest);
    if (state === 0) return;
    this.addLock({ held: (state & 1) === 1, waiters: state >>> 2, readers: 0, writerWaits: false }, 1);
  }

  private readRWMutex(readerWait: number): void {
    const writer = this.readers < 0;
    const readers = writer ? this.readers + MAX_READERS : this.readers;
    this.readers = 0;
    if (readers === 0 && !writer) return;
    this.addLock({ held: true, waiters: 0, readers, writerWaits: writer && readerWait > 0 }, 1);
  }

  private addLock(lock: Omit<HeldLock, 'path'>, drop: number): void {
    if (this.locks.length >= MAX_ENTRIES) return;
    const path = this.path
      .slice(0, this.path.length - drop)
      .filter((part) => part !== '')
      .join('.');
    this.locks.push({ path, ...lock });
  }
}

function numberIn(text: string): number {
  return Number(NUMBER.exec(text)?.[1] ?? 0);
}

/**
 * The container whose lock a convoy waits for: the one whose address stands among the arguments of the holder or of a waiter.
 * Both dumps must be of the same moment, as SIGUSR1 writes them.
 */
export function containerOfConvoy(
  dump: GoroutineDump,
  convoy: LockConvoy,
  data: DaemonData,
): DaemonContainer | undefined {
  const byAddress = containersByAddress(data);
  const ids = new Set([convoy.holder?.goroutine, ...convoy.waiterIds]);
  const groups = dump.groups.filter(({ example }) => ids.has(example.id));
  // The holder first: a waiter may hold pointers to other containers too, as a list of all of them does.
  const held = groups.findIndex(({ example }) => example.id === convoy.holder?.goroutine);
  if (held > 0) groups.unshift(...groups.splice(held, 1));
  for (const { example } of groups) {
    const container = containerAmong(example.args, byAddress);
    if (container !== undefined) return container;
  }
  return undefined;
}

/** The containers of a daemon by the address of their object. */
export function containersByAddress({ containers }: DaemonData): ReadonlyMap<string, DaemonContainer> {
  return new Map(containers.map((container) => [container.address, container]));
}

/** The first container whose address stands among the arguments of a goroutine's frames, from the top. */
export function containerAmong(
  args: readonly string[],
  byAddress: ReadonlyMap<string, DaemonContainer>,
): DaemonContainer | undefined {
  for (const text of args) {
    for (const word of text.split(/[, {}?]+/)) {
      const container = byAddress.get(word);
      if (container !== undefined) return container;
    }
  }
  return undefined;
}
