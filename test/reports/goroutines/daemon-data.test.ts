import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DaemonData,
  containerOfConvoy,
  createDaemonDataReader,
} from '../../../src/reports/goroutines/daemon-data.js';
import { hasShared, readDump, sharedBytes } from './support.js';

const ID = '921cfe2d69fac34b57f72ff479e28976a74dc52a7143e201b78fbf4bbca9de70';
const EXEC = '1bebfcbc456c8b5345634d09c4503a228e0d6a2a78cf2940b55cb6363e630372';
const DATA = `(struct { containers interface {}; names interface {} }) {
 containers: (*container.memoryStore)(0xc4203ff180)({
  s: (map[string]*container.Container) (len=1) {
   (string) (len=64) "${ID}": (*container.Container)(0xc42072dc00)()
  },
  RWMutex: (sync.RWMutex) {
   w: (sync.Mutex) {
    state: (int32) 9,
    sema: (uint32) 0
   },
   writerSem: (uint32) 0,
   readerSem: (uint32) 0,
   readerCount: (int32) -1073741822,
   readerWait: (int32) 2
  }
 }),
 names: (*registrar.Registrar)(0xc4203ffb80)({
  names: (map[string]string) (len=1) {
   (string) (len=5) "/good": (string) (len=64) "${ID}"
  },
  mu: (sync.Mutex) {
   state: (int32) 0,
   sema: (uint32) 0
  }
 }),
 execs: (*exec.Store)(0xc4203293e0)({
  commands: (map[string]*exec.Config) (len=1) {
   (string) (len=64) "${EXEC}": (*exec.Config)(0xc421258e40)({
    Mutex: (sync.Mutex) {
     state: (int32) 1,
     sema: (uint32) 0
    },
    Running: (bool) true,
    ContainerID: (string) (len=64) "${ID}",
    Entrypoint: (string) (len=2) "ls",
    Args: ([]string) (len=2 cap=3) {
     (string) (len=2) "-l",
     (string) (len=1) "/"
    },
    Env: ([]string) (len=1 cap=2) {
     (string) (len=4) "A=\\"b"
    },
    Pid: (int) 1038
   })
  }
 }),
 plugins: (*plugin.Store)(0xc42046c630)({
 })
}
`;

function read(text: string): DaemonData {
  const reader = createDaemonDataReader();
  for (const line of text.split('\n')) reader.pushLine(line);
  return reader.end();
}

describe('createDaemonDataReader', () => {
  it('reads containers with names and addresses, execs, and locks that are not free', () => {
    expect(read(DATA)).toEqual({
      containers: [{ id: ID, name: 'good', address: '0xc42072dc00' }],
      execs: [{ id: EXEC, container: ID, command: ['ls', '-l', '/'], running: true, pid: 1038 }],
      locks: [
        { path: 'containers.RWMutex.w', held: true, waiters: 2, readers: 0, writerWaits: false },
        { path: 'containers.RWMutex', held: true, waiters: 0, readers: 2, writerWaits: true },
        { path: 'execs.commands.Mutex', held: true, waiters: 0, readers: 0, writerWaits: false },
      ],
      truncated: false,
    });
  });

  it('cut off anywhere does not throw and says that it is truncated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: DATA.indexOf(' plugins:') }), (cut) => {
        expect(read(DATA.slice(0, cut)).truncated).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.array(fc.string()), (lines) => void read(lines.join('\n'))));
  });

  it.skipIf(!hasShared)('names the container whose lock 59 goroutines wait for', () => {
    const folder = 'formats/samples/docker/17.03.2-init-oom-hang';
    const data = read(sharedBytes(`${folder}/daemon-data-2026-11-21T123409+0800.log`).toString('utf8'));
    const { dump } = readDump(sharedBytes(`${folder}/goroutine-stacks-2026-11-21T123409+0800.log`));
    expect(data.containers).toHaveLength(2);
    const [lock] = dump.locks;
    if (lock === undefined) throw new Error('no lock');
    expect(containerOfConvoy(dump, lock, data)).toEqual({
      id: 'eb83fb320c3d610c3cf209fb80aad4277f3ec0991be4500a49829368f2e2ac20',
      name: 'stress',
      address: '0xc4207e2400',
    });
  });
});
