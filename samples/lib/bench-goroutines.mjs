import { createStackWriter } from './go-stack-writer.mjs';
import { OWN } from './goroutines-1703-own.mjs';
import {
  fifoReader,
  idleConnection,
  inspectHandler,
  listHandler,
  logCopier,
  startHandler,
} from './goroutines-1703.mjs';

/**
 * Goroutine dumps of any size: `few` has the stacks of a hung daemon, thousands of goroutines each; in `many` nearly
 * every goroutine has a stack of its own (other functions, other lines), the worst case for grouping.
 */

/** Shares of the stacks of a hung daemon; the rest is drawn from the daemon's own goroutines. */
const SHARES = [
  [60, 'semacquire', listHandler],
  [8, 'semacquire', inspectHandler],
  [10, 'semacquire', logCopier],
  [10, 'syscall', fifoReader],
  [6, 'IO wait', idleConnection],
  [1, 'select', startHandler],
];

/** Returns a function that gives the text of the next goroutine, with the empty line behind it. */
export function createFewStacks(random) {
  const pointer = () => `0xc42${random.hex(6)}0`;
  const lock = pointer();
  const write = createStackWriter(random, {
    D: '0xc420084600',
    lock,
    sema: `${lock.slice(0, -1)}4`,
    container: pointer(),
    server: pointer(),
    router: pointer(),
  });
  const kinds = SHARES.flatMap(([share, state, stack]) => Array.from({ length: share }, () => ({ state, ...stack })));
  for (const [, state, , frames, createdBy] of OWN) kinds.push({ state, frames, createdBy });
  let id = 1000;
  return () => {
    id += random.between(1, 40);
    return `${write({ ...random.pick(kinds), id, waitMinutes: random.below(1200) })}\n`;
  };
}

const PACKAGES = [
  'net/http',
  'os/exec',
  'encoding/json',
  'github.com/docker/docker/daemon',
  'github.com/docker/docker/container',
  'github.com/containerd/containerd/runtime',
  'google.golang.org/grpc',
  'github.com/opencontainers/runc/libcontainer',
  'k8s.io/kubernetes/pkg/kubelet',
];
const STATES = ['select', 'chan receive', 'chan send', 'semacquire', 'IO wait', 'syscall', 'sleep', 'runnable'];

/** `callSites`: lines at which a function calls others. Real functions have a few; with many nearly every frame is a new one. */
export function createManyStacks(random, callSites = 1900) {
  const functions = Array.from({ length: 4000 }, (_, i) => {
    const path = random.pick(PACKAGES);
    const receiver = random.chance(0.7)
      ? `(*${random.pick(['Daemon', 'Server', 'conn', 'Manager', 'worker', 'Stream'])}).`
      : '';
    return { name: `${path}.${receiver}step${i}`, file: `/go/src/${path}/file${i % 97}.go` };
  });
  let id = 1000;
  const frame = () => {
    const { name, file } = functions[random.uint32() % functions.length];
    const line = 1 + (random.uint32() % callSites);
    return [name, `\t${file}:${line} +0x${(line * 7).toString(16)}\n`];
  };
  return () => {
    id += random.between(1, 9);
    const minutes = random.below(300);
    let text = `goroutine ${id} [${random.pick(STATES)}${minutes > 0 ? `, ${minutes} minutes` : ''}]:\n`;
    for (let depth = random.between(4, 24); depth > 0; depth--) {
      const [name, place] = frame();
      text += `${name}(0xc42${random.hex(6)}0, 0x${random.hex(2)}, 0x0)\n${place}`;
    }
    const [name, place] = frame();
    return `${text}created by ${name}\n${place}\n`;
  };
}
