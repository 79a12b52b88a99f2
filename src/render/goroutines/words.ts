import type { DumpDetails, DumpGroup, DumpLock, WaitNode } from '../../core/dump-details.js';
import { durationWords, minutesWords } from '../times.js';
import { US_PER_MINUTE } from '../../core/units.js';
import { countOf, formatCount, shortId } from '../words.js';

/** `4 min`, `2 to 4 min`, nothing below one minute. */
export function waitWords(min: number, max: number): string {
  if (max < 1) return '';

  if (min === max) return durationWords(max * US_PER_MINUTE);
  return min >= 1 && max < 120 ? `${formatCount(min)} to ${max} min` : `up to ${durationWords(max * US_PER_MINUTE)}`;
}

/** What a group is there for and does: `GET /containers/json: waiting for a container's lock`. */
export function doingWords({ entry, doing, leaked }: Pick<DumpGroup, 'entry' | 'doing' | 'leaked'>): string {
  return `${leaked === true ? 'LEAKED, ' : ''}${entry === undefined ? '' : `${entry}: `}${doing}`;
}

const LOCK_WORDS: Readonly<Record<DumpLock['kind'], string>> = {
  mutex: 'mutex',
  rwmutex: 'read-write lock',
  unknown: 'lock',
};

/** `mutex 0xc42074f570 of container 1f00c2a9bc11 (web)`, `read-write lock (exec.(*Store).List on 0xc000c9b420)`. */
export function lockWords(lock: DumpLock): string {
  const { container, address } = lock;
  const name = container?.name === undefined ? '' : ` (${container.name})`;
  const of = container === undefined ? '' : ` of container ${shortId(container.id)}${name}`;
  const where = address.startsWith('0x') ? address : `in ${address}`;
  return `${LOCK_WORDS[lock.kind]} ${where}${of}`;
}

/** `58 in GET /containers/json, 1 in GET /containers/{id}/json`; the waiters of one lock. */
export function queueWords(lock: DumpLock, most: number): string {
  const [only] = lock.queue;
  if (lock.queue.length === 1 && only !== undefined) return only.what;
  const shown = lock.queue
    .slice(0, most)
    .map(({ what, count }) => (count === undefined ? what : `${formatCount(count)} in ${what}`));
  const more = lock.queue.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${countOf(more, 'other')}` : '');
}

/** `goroutine 95`, `a goroutine` where a profile shows no ids. */
export function holderName(goroutine: number | undefined): string {
  if (goroutine === undefined) return 'holder not found';
  return goroutine === 0 ? 'a goroutine (no ids in a profile)' : `goroutine ${goroutine}`;
}

/** `goroutine 95: in a containerd call (CreateContainer), 4 min`. */
export function nodeWords(node: WaitNode): string {
  const waits = node.waitsFor === undefined ? '' : `: ${node.waitsFor}`;
  const minutes = node.waitMinutes === undefined || node.waitMinutes < 1 ? '' : `, ${minutesWords(node.waitMinutes)}`;
  return `${holderName(node.goroutine)}${waits}${minutes}`;
}

/** `in containerd: goroutine 812 (containerd Tasks.Exec), in a call to the shim (task.Exec), 3 min`. */
export function servedWords({ servedBy }: WaitNode): string {
  if (servedBy === undefined) return '';
  const { program, goroutine, entry, doing, waitMinutes } = servedBy;
  const minutes = waitMinutes < 1 ? '' : `, ${minutesWords(waitMinutes)}`;
  return `such a call in ${program}: ${holderName(goroutine)} (${entry}), ${doing}${minutes}`;
}

/** Dumps of hung processes first: they tell more than the one stack of a crash. */
export function inTellingOrder(dumps: readonly DumpDetails[]): DumpDetails[] {
  const blocked = ({ locks, cycles }: DumpDetails): number =>
    locks.reduce((sum, lock) => sum + lock.waiters, 0) + cycles.length;
  return [...dumps].sort((a, b) => blocked(b) - blocked(a));
}

/** One sentence: how many, how many of them are blocked, on what. */
export function headline(dump: DumpDetails): string {
  const count = countOf(dump.total, 'goroutine');
  const waiters = dump.locks.reduce((sum, lock) => sum + lock.waiters, 0);
  const longest = Math.max(0, ...dump.locks.map((lock) => lock.maxWaitMinutes));
  if (dump.cycles.length > 0) {
    const ring = dump.cycles[0]?.length ?? 0;
    const others = waiters > ring ? `, ${countOf(waiters, 'goroutine')} queue on locks` : '';
    return `${count}; DEADLOCK: ${ring} of them wait for each other${others}`;
  }
  if (waiters > 0) {
    const what = dump.locks.length === 1 ? 'one lock' : countOf(dump.locks.length, 'lock');
    const since = longest < 1 ? '' : `, the longest for ${minutesWords(longest)}`;
    return `${count}, ${formatCount(waiters)} of them ${waiters === 1 ? 'waits' : 'wait'} for ${what}${since}`;
  }
  const stuck = dump.groups.filter((group) => !group.idle && group.maxWaitMinutes >= 1);
  const number = stuck.reduce((sum, group) => sum + group.count, 0);
  if (number > 0) {
    const most = Math.max(...stuck.map((group) => group.maxWaitMinutes));
    const wait = number === 1 ? 'waits' : 'wait';
    return `${count}, none waits for a lock; ${formatCount(number)} ${wait} for something else, up to ${minutesWords(most)}`;
  }
  if (dump.kind === 'profile') return `${count}, in a profile that shows neither states nor waits`;
  return `${count}, none has waited for a minute`;
}
