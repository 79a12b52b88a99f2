import type { GoFrame } from '../../core/goroutine-dump.js';

/** Functions of gRPC and ttrpc that a caller waits in. */
const CALL =
  /\b(?:grpc\.(?:invoke|Invoke|\(\*ClientConn\)\.Invoke|\(\*clientStream\)\.RecvMsg)|ttrpc\.\(\*Client\)\.(?:Call|dispatch))$/;
/** Generated clients: `v1.(*tasksClient).Start`, `types.(*aPIClient).CreateContainer`, `task.(*taskClient).Exec`. */
const STUB = /\.\(\*(\w{1,60}?)(?:Service)?Client\)\.(\w{1,80})$/;
/** Frames below the call in which its stub stands. */
const REACH = 8;

/** Whether a function of this name is one that a caller of another program waits in. */
export function isRemoteCall(name: string): boolean {
  return CALL.test(name);
}

/** Words for a call to another program that a goroutine waits in, `in a containerd call (tasks.Start)`. */
export function remoteCall(frames: readonly GoFrame[]): string | undefined {
  const call = frames.findIndex((frame) => CALL.test(frame.function));
  if (call < 0) return undefined;
  const ttrpc = frames[call]?.function.includes('ttrpc.') === true;
  for (const frame of frames.slice(call + 1, call + 1 + REACH)) {
    const stub = STUB.exec(frame.function);
    if (stub === null || stub[1] === '') continue;
    const method = `${stub[1] ?? ''}.${stub[2] ?? ''}`.replace(/^aPI\./, '');
    if (ttrpc) return `in a call to the shim (${method})`;
    if (stub[1] === 'health') return "checking containerd's health";
    if (stub[1] === 'runtime' || stub[1] === 'image') return `in a CRI call (${method})`;
    return frame.function.includes('containerd') ? `in a containerd call (${method})` : `in a gRPC call (${method})`;
  }
  return ttrpc ? 'in a call to the shim' : 'in a gRPC call';
}
