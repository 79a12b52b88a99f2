import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogRecord } from '../../../src/core/log-record.js';
import type { Diagnostic } from '../../../src/core/diagnostic.js';
import type { GoroutineDumpReport, MultiLineReport } from '../../../src/core/multi-line-report.js';
import { DEFAULT_LIMITS } from '../../../src/core/limits.js';
import { NO_STAMP } from '../../../src/core/stamp.js';
import { goroutineDumpFormat } from '../../../src/reports/goroutine-dump.js';
import { type ReadDump, createGoroutineReader } from '../../../src/reports/goroutines/reader.js';

/** Dumps written by real programs and published incidents; they lie beside the checkout and are not part of it. */
const SHARED = path.resolve(import.meta.dirname, '../../../../shared');

/** Says so where they are absent, so that a skipped test is not taken for a passed one. */
export const hasShared = existsSync(path.join(SHARED, 'formats/samples'));
if (!hasShared) console.warn(`dumps not found at ${SHARED}: their tests are skipped`);

export function sharedBytes(name: string): Buffer {
  return readFileSync(path.join(SHARED, name));
}

export function readDumps(input: string | Uint8Array, inBulk = true): readonly ReadDump[] {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const reader = createGoroutineReader({ maxGoroutines: 5_000_000, inBulk });
  reader.push(bytes, 0, bytes.length);
  return reader.end();
}

/** The only dump of an input. */
export function readDump(input: string | Uint8Array): ReadDump {
  const [read, ...rest] = readDumps(input);
  if (read === undefined || rest.length > 0) throw new Error(`${rest.length + (read === undefined ? 0 : 1)} dumps`);
  return read;
}

export function record(message: string, line: number, more: Partial<LogRecord> = {}): LogRecord {
  return {
    position: { source: 0, line, offset: line * 100 },
    time: NO_STAMP,
    origin: 'other',
    message,
    format: 'bare',
    raw: message,
    ...more,
  };
}

export interface Assembled {
  readonly reports: GoroutineDumpReport[];
  readonly diagnostics: Diagnostic[];
}

/** Runs records through an assembler; with `openAfter` also tells after which records it was open. */
export function assemble(records: readonly LogRecord[], openAfter: boolean[] = []): Assembled {
  const reports: GoroutineDumpReport[] = [];
  const diagnostics: Diagnostic[] = [];
  const sink = {
    report: (report: MultiLineReport) => {
      if (report.kind === 'goroutine-dump') reports.push(report);
    },
    diagnostic: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic),
  };
  const assembler = goroutineDumpFormat.createAssembler({ limits: DEFAULT_LIMITS });
  for (const each of records) {
    assembler.push(each, sink);
    openAfter.push(assembler.open);
  }
  assembler.end(sink);
  return { reports, diagnostics };
}

/** A small dump of a daemon: one lock with three waiters, and its holder in a containerd call. */
export const CONVOY = `goroutine 248 [running]:
github.com/docker/docker/pkg/signal.DumpStacks(0xc00052c2a0, 0x18)
	/go/src/github.com/docker/docker/pkg/signal/trap.go:83 +0xc5
created by github.com/docker/docker/daemon.(*Daemon).setupDumpStackTrap
	/go/src/github.com/docker/docker/daemon/debugtrap_unix.go:17 +0xf2

goroutine 1 [chan receive, 31 minutes]:
main.(*DaemonCli).start(0xc0002f5470, 0xc0001a6000)
	/go/src/github.com/docker/docker/cmd/dockerd/daemon.go:258 +0xd1b
main.main()
	/go/src/github.com/docker/docker/cmd/dockerd/docker.go:97 +0x185

goroutine 311 [select, 27 minutes]:
google.golang.org/grpc.(*ClientConn).Invoke(0xc000664000, 0x55d69c1fdc18, 0xc000e32000)
	/go/src/google.golang.org/grpc/call.go:37 +0x1b3
github.com/containerd/containerd/api/services/tasks/v1.(*tasksClient).Start(0xc0004a8010, 0xc000e32000)
	/go/src/github.com/containerd/containerd/api/services/tasks/v1/tasks.pb.go:458 +0xd2
github.com/docker/docker/daemon.(*Daemon).containerStart(0xc0000b85a0, 0xc000f4e280, 0x0, 0x0)
	/go/src/github.com/docker/docker/daemon/start.go:189 +0x9d3
github.com/docker/docker/api/server/router/container.(*containerRouter).postContainersStart(0xc0007d4200)
	/go/src/github.com/docker/docker/api/server/router/container/container_routes.go:187 +0x187
created by net/http.(*Server).Serve
	/usr/local/go/src/net/http/server.go:2969 +0x36c

goroutine 402 [semacquire, 26 minutes]:
sync.runtime_SemacquireMutex(0xc000f4e304, 0xc000a1c500, 0x1)
	/usr/local/go/src/runtime/sema.go:71 +0x47
sync.(*Mutex).lockSlow(0xc000f4e300)
	/usr/local/go/src/sync/mutex.go:138 +0xfc
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:81
github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent(0xc0000b85a0, 0xc000c0f7e0, 0x40)
	/go/src/github.com/docker/docker/daemon/inspect.go:40 +0x8e
github.com/docker/docker/api/server/router/container.(*containerRouter).getContainersByName(0xc0007d4200)
	/go/src/github.com/docker/docker/api/server/router/container/inspect.go:15 +0x119
created by net/http.(*Server).Serve
	/usr/local/go/src/net/http/server.go:2969 +0x36c

goroutine 417 [semacquire, 19 minutes]:
sync.runtime_SemacquireMutex(0xc000f4e304, 0xc000a1c500, 0x1)
	/usr/local/go/src/runtime/sema.go:71 +0x47
sync.(*Mutex).lockSlow(0xc000f4e300)
	/usr/local/go/src/sync/mutex.go:138 +0xfc
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:81
github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent(0xc0000b85a0, 0xc000d11111, 0x40)
	/go/src/github.com/docker/docker/daemon/inspect.go:40 +0x8e
github.com/docker/docker/api/server/router/container.(*containerRouter).getContainersByName(0xc0007d4200)
	/go/src/github.com/docker/docker/api/server/router/container/inspect.go:15 +0x119
created by net/http.(*Server).Serve
	/usr/local/go/src/net/http/server.go:2969 +0x36c

goroutine 455 [semacquire]:
sync.runtime_SemacquireMutex(0xc000f4e304, 0xc000a1c500, 0x1)
	/usr/local/go/src/runtime/sema.go:71 +0x47
sync.(*Mutex).lockSlow(0xc000f4e300)
	/usr/local/go/src/sync/mutex.go:138 +0xfc
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:81
github.com/docker/docker/container.(*State).IsRunning(0xc000f4e300)
	/go/src/github.com/docker/docker/container/state.go:245 +0x4a
created by net/http.(*Server).Serve
	/usr/local/go/src/net/http/server.go:2969 +0x36c
`;
