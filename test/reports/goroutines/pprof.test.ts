import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGoroutineDump } from '../../../src/reports/goroutines/index.js';
import { isPprof, parsePprof } from '../../../src/reports/goroutines/pprof.js';

/** Written by a program of Go 1.19: eight goroutines wait for a Mutex, one of them with a label; one holds it in a channel receive. */
const PACKED =
  'H4sIAAAAAAAE/3xRzYsbZRh3JjOTZ2aSzJPs19O4uq/vKc1hYl89+B/ooQWxQqGl1Dg7zYZN5o2Tya69Tc9atAdd9SAFe9Hak170JFgQPAgiIgilBXcv9SSoB7sQed+Z7LKXXpJ5fp88z3vRAgPNNwxP/3MEg359dMPkNhj4p4lGF8DAClWYxdfApPv3bprcBhP/UpIKfmhoiYk22czqAlTQIYdVeQAV2v9qz+QWWHhOiywEAlblCBbt//yxCrDxThFgo0su8/gK2PT+R3eVzcGL3IIq1rTZQZ985nVBIVRj9ZaLVc82zIplcwSHPvjsHZUI+LujDYANarCAI1Tp9nt7inPxp4JzEQk1B/T3wy8U5+EvtvZ52KQma3EEl969rzkf7xScj0u0pDmPHj3+XPlq+GNxpRou0zJr8QB8OvxUb1BH0pF1XKEVVucINbr5hz5uA/8rFm/gKq0yq+Wj4VWdKrieX+MIdfrk++sqP8AfLB0S4BqtMeIIDfrtG80hflvRHOIpOsWIBxDQ7T3d3URfU01sU5vVW4CGZxn1RtAK0Cjv1rbgaVx/5et/b3x5/V7+D7URDMzz3KT8u7tm55mXjPYymJg/3H9weLBB+a2DB4cHG51n222oYJ7nj+fz+XxuUH5r8dnZEE8JdyBTOcuGSSzsSM6STDTSWZINx3E4kJN+ui2CtJh7k1RG4UCK5ZOCWTKS0bZYWqDTeNyP3poN0/iMOPIqUHnXp9eSKCylV84fSc/NsvhtsarZTldPp0OVe34kd0Vd4b2x0qiQlhqPZWdVvT/uD5Nwtz/M4lS4YU+PAyl42RUe7flqKq8OR/GFYbZ1tv9mPJoKLDW98SSVV5Xr+QUy0Ug5XXlCxnOlpnTspsMsfq04XFkoVk9ISuFAivUTeGF9WS5ehZ1kO90y7nR4QXW8LoWrd1U/olaKi2mxVxht9ZM0jnaO30Mhqru5MChASc6Ul9ySo804FXYmt+NEONMXojTOBPay8aS39WJvICe9zXgshXNpZ3MqLwvv0s702jTqj0aX/w8AAP//fjA1u6YEAAA=';
const profile = gunzipSync(Buffer.from(PACKED, 'base64'));
/** The same, as `debug=1` prints it. */
const TEXT = `goroutine profile: total 10
7 @ 0x437556 0x44625e 0x446235 0x45d9e5 0x4668e5 0x4b4c11 0x4b4bf5 0x461121
#	0x45d9e4	sync.runtime_SemacquireMutex+0x24	runtime/sema.go:77
#	0x4668e4	sync.(*Mutex).lockSlow+0x164		sync/mutex.go:171
#	0x4b4c10	sync.(*Mutex).Lock+0x30			sync/mutex.go:90
#	0x4b4bf4	main.waiter+0x14			./main.go:12

1 @ 0x42d196 0x45c7a5 0x4ab075 0x4aae8d 0x4a7deb 0x4b4fe9 0x437192 0x461121
#	0x45c7a4	runtime/pprof.runtime_goroutineProfileWithLabels+0x24	runtime/mprof.go:846
#	0x4ab074	runtime/pprof.writeRuntimeProfile+0xb4			runtime/pprof/pprof.go:723
#	0x4aae8c	runtime/pprof.writeGoroutine+0x4c			runtime/pprof/pprof.go:683
#	0x4a7dea	runtime/pprof.(*Profile).WriteTo+0x14a			runtime/pprof/pprof.go:330
#	0x4b4fe8	main.main+0x3a8						./main.go:27
#	0x437191	runtime.main+0x211					runtime/proc.go:250

1 @ 0x437556 0x40619b 0x405cd8 0x4b4ba5 0x461121
#	0x4b4ba4	main.holder+0x44	./main.go:11

1 @ 0x437556 0x44625e 0x446235 0x45d9e5 0x4668e5 0x4b4c11 0x4b4bf5 0x461121
# labels: {"token":"s3cret"}
#	0x45d9e4	sync.runtime_SemacquireMutex+0x24	runtime/sema.go:77
#	0x4668e4	sync.(*Mutex).lockSlow+0x164		sync/mutex.go:171
#	0x4b4c10	sync.(*Mutex).Lock+0x30			sync/mutex.go:90
#	0x4b4bf4	main.waiter+0x14			./main.go:12
`;

const LOCKED = ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock', 'main.waiter'];

describe('parsePprof', () => {
  it('reads what the text form says', () => {
    const packed = parseGoroutineDump(profile);
    const text = parseGoroutineDump(TEXT);
    expect(packed?.total).toBe(10);
    const stacks = (dump: typeof text): unknown =>
      dump?.groups
        .map(({ state, count, frames }) => [
          state,
          count,
          frames
            .map((frame) => `${frame.function} ${frame.file}:${frame.line}`)
            .join(' ')
            .replace('main.go:24', 'main.go:27'),
        ])
        .sort();
    expect(stacks(packed)).toEqual(stacks(text));
    expect(packed?.groups[0]).toMatchObject({ count: 8, frames: LOCKED.map((name) => ({ function: name })) });
    expect(packed?.locks).toMatchObject([{ waiters: 8 }]);
  });

  it('knows when it was taken', () => {
    expect(new Date((parsePprof(profile)?.timeUs ?? 0) / 1000).getUTCFullYear()).toBeGreaterThan(2025);
  });

  it('keeps labels to itself', () => {
    expect(profile.toString('latin1')).toContain('s3cret');
    expect(JSON.stringify([parsePprof(profile), parseGoroutineDump(TEXT)])).not.toContain('s3cret');
  });

  it('takes other bytes for what they are', () => {
    expect(isPprof(profile.subarray(0, 64))).toBe(true);
    for (const text of ['', '\n\u0004', 'Z\u0004', 'goroutine 1 [running]:\n', '\nZ\n', '\n\n\n\n\n\n\n\n']) {
      expect(isPprof(Buffer.from(text))).toBe(false);
      expect(parsePprof(Buffer.from(text))).toBeUndefined();
    }
    const heap = Buffer.from(profile);
    heap.write('heapXYZQ!', heap.indexOf('goroutine'), 'latin1');
    expect(parsePprof(heap)).toBeUndefined();
  });

  it('survives any damage', () => {
    fc.assert(
      fc.property(
        fc.nat(profile.length),
        fc.uint8Array({ maxLength: 30 }),
        fc.nat(profile.length),
        (at, noise, cut) => {
          const damaged = Buffer.from(profile);
          damaged.set(noise.subarray(0, profile.length - at), at);
          parsePprof(damaged.subarray(0, cut));
        },
      ),
      { numRuns: 500 },
    );
  });
});
