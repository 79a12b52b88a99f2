import { describe, expect, it } from 'vitest';
import { analyze } from '../src/index.js';
import { hasSamples, sampleBytes } from './formats/support.js';

const NOW = Date.UTC(2027, 0, 1) * 1000;
const STACKS = 'goroutine-stacks-2026-11-21T123409+0800.log';
const DATA = 'daemon-data-2026-11-21T123409+0800.log';
const CONTAINER = '0xc4208df000';
const ID = '6c608a95'.padEnd(64, '0');

const data = `(struct { containers interface {}; names interface {} }) {
 containers: (*container.memoryStore)(0xc4203293c0)({
  s: (map[string]*container.Container) (len=1) {
   (string) (len=64) "${ID}": (*container.Container)(${CONTAINER})(),
  }
 })
}
`;

const waiter = (id: number): string => `goroutine ${id} [semacquire, ${id} minutes]:
sync.runtime_Semacquire(0xc42074f574)
	/usr/local/go/src/runtime/sema.go:47 +0x30
sync.(*Mutex).Lock(0xc42074f570)
	/usr/local/go/src/sync/mutex.go:85 +0xd0
github.com/docker/docker/daemon.(*Daemon).reducePsContainer(0xc4203a0000, ${CONTAINER}, 0xc420d1e000, 0x18fb0a8)
	/go/src/github.com/docker/docker/daemon/list.go:149 +0x5d
`;
const stacks = [4, 3, 2].map(waiter).join('\n');

describe('the data dump of a daemon', () => {
  it.skipIf(!hasSamples)('names the container of the lock for which a hung daemon waits', async () => {
    const read = (name: string) => ({ name, data: sampleBytes(`docker/17.03.2-init-oom-hang/${name}`) });
    const document = await analyze([read(STACKS), read(DATA)], { nowUs: NOW });
    const [lock] = document.dumps[0]?.locks ?? [];
    expect(lock).toMatchObject({ waiters: 59, container: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(lock?.containerName).toBeDefined();
    const finding = document.findings.find(({ id }) => id === 'engine.lock-convoy');
    expect(finding?.entities['container']).toEqual([lock?.container]);
  });

  it('is asked only if it is of the same moment', async () => {
    const containersOf = async (name: string): Promise<unknown> => {
      const document = await analyze(
        [
          { name: STACKS, data: stacks },
          { name, data },
        ],
        { nowUs: NOW },
      );
      return document.dumps.flatMap(({ locks }) => locks.map(({ container }) => container));
    };
    expect(await containersOf(DATA)).toEqual([ID]);
    expect(await containersOf('data.log')).toEqual([ID]);
    expect(await containersOf('daemon-data-2026-11-21T123410+0800.log')).toEqual([undefined]);
  });
});
