import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../../src/reports/goroutines/header.js';

const plain = { minutes: 0, lockedToThread: false, leaked: false };

describe('parseStatus', () => {
  it.each([
    ['[running]:', { ...plain, state: 'running' }],
    ['[semacquire, 842 minutes]:', { ...plain, state: 'semacquire', minutes: 842 }],
    [
      '[syscall, 91275 minutes, locked to thread]:',
      { state: 'syscall', minutes: 91275, lockedToThread: true, leaked: false },
    ],
    ['[chan receive (nil chan), 7 minutes]:', { ...plain, state: 'chan receive (nil chan)', minutes: 7 }],
    ['[chan send (leaked)]:', { ...plain, state: 'chan send', leaked: true }],
    ['[select (scan), 3 minutes]:', { ...plain, state: 'select', minutes: 3 }],
    ['[chan receive (leaked) (scan)]:', { ...plain, state: 'chan receive', leaked: true }],
    ['[chan receive (durable), synctest bubble 4]:', { ...plain, state: 'chan receive' }],
    ['[GC worker (idle)]:', { ...plain, state: 'GC worker (idle)' }],
    ['[sync.Mutex.Lock labels:{"op": "a ]: \\"q\\" }"}]:', { ...plain, state: 'sync.Mutex.Lock' }],
    [
      '[chan receive, 2 minutes] {op: "a ]: \\"q\\" }", container: 5c8aa6e2b2b0}:',
      { ...plain, state: 'chan receive', minutes: 2 },
    ],
    ['[select]: ', { ...plain, state: 'select' }],
  ])('reads %s', (text, status) => {
    expect(parseStatus(text)).toEqual(status);
  });

  it.each([
    '[running]',
    '[running',
    '[]:',
    'running]:',
    '[select] {op: "x":',
    '[select]: and more',
    `[${'x'.repeat(70_000)}]:`,
  ])('takes %s for no status', (text) => {
    expect(parseStatus(text)).toBeUndefined();
  });
});
