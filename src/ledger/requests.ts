import type { LedgerPlace, OpenRequest } from '../core/ledger.js';
import type { LogRecord } from '../core/log-record.js';
import type { Stamp } from '../core/stamp.js';
import { US_PER_MINUTE } from '../core/units.js';

/** Open requests kept; of further ones only the number counts. */
const MAX_OPEN = 1_000;
/** Routes told apart among requests whose end is not logged, and requests kept of each. */
const MAX_ROUTES = 50;
const MAX_ASKED = 20_000;
/** A request that is open for less than this at the end of its log is simply under way. */
const MIN_AGE_US = US_PER_MINUTE;

/** Texts of the lines that open or close a request; they are looked for in a source's last MiB only. */
export const REQUEST_LITERALS: readonly string[] = [
  'Calling GET /',
  'Calling POST /',
  'Calling DELETE /',
  'Calling PUT /',
  'handling GET request',
  'handling POST request',
  'handling DELETE request',
  'Handler for ',
  'received containerd event',
  'topic=/tasks/start',
  'topic=/tasks/exec-started',
  'events.TaskDelete',
  'shim reaped',
  'shim started',
  'shim containerd-shim started',
  'shim docker-containerd-shim started',
  'shim disconnected',
  'Processing signal ',
  'Starting up',
  'Loading containers: start',
];

/**
 * Pairs what dockerd logs of requests with what it logs of their ends.
 *
 * dockerd logs a request when it begins (`Calling POST /v1.27/…` at debug level, from 28.0 `handling POST request` with `request-url`) and, if it fails,
 * when it ends (`Handler for POST /v1.27/… returned error`). That a start was done is told by containerd's event: `Type:"start-container"` with
 * the id up to 17.11, `topic=/tasks/start` without one later, which closes the oldest start. The end of a container closes its stops and
 * its start. An exec may run for days: it is open until its process is reported as started (`start-process`, `/tasks/exec-started`), and only where
 * the log has such reports. Reads are not logged when they are answered: they are counted from the moment on since which something else is open.
 */
export interface RequestLedger {
  record(record: LogRecord): void;
  open(): OpenRequest[];
}

interface Entry {
  readonly kind: 'start' | 'stop' | 'exec';
  readonly what: string;
  readonly id: string;
  first: LedgerPlace;
  last: LedgerPlace;
  count: number;
}

interface Asked {
  readonly places: { readonly us: number; readonly place: LedgerPlace }[];
}

const CALL = /^Calling (GET|POST|DELETE|PUT) (\/\S{0,2000})/;
const HANDLING = /^handling (GET|POST|DELETE|PUT) request/;
const FAILED = /^Handler for (GET|POST|DELETE|PUT) (\/\S{1,2000}) returned error/;
const OLD_EVENT =
  /^libcontainerd: received containerd event: .{0,40}Type:"([a-z-]{1,40})", Id:"([0-9a-f]{12,64})".{0,80}?Pid:"([^"]{0,64})"/;

export function createRequestLedger(): RequestLedger {
  const entries = new Map<string, Entry>();
  const asked = new Map<string, Asked>();
  let last: Stamp | undefined;
  /** The log has reports of processes that were started in containers. */
  let tellsExecs = false;

  const close = (kind: Entry['kind'], id: string): void => {
    entries.delete(`${kind} ${id}`);
  };
  const closeContainer = (id: string): void => {
    close('start', id);
    close('stop', id);
  };
  const closeOldest = (kind: Entry['kind']): void => {
    for (const [key, entry] of entries)
      if (entry.kind === kind) {
        entries.delete(key);
        return;
      }
  };
  const clear = (): void => {
    entries.clear();
    asked.clear();
  };

  function begin(verb: string, url: string, place: LedgerPlace): void {
    const { route, id } = readRoute(url);
    const kind = id === undefined ? undefined : kindOf(verb, route, url);
    const what = `${verb} ${route}`;
    if (kind !== undefined && id !== undefined) {
      const key = `${kind} ${id}`;
      const known = entries.get(key);
      if (known !== undefined) {
        known.count++;
        known.last = place;
      } else if (entries.size < MAX_OPEN) entries.set(key, { kind, what, id, first: place, last: place, count: 1 });
      return;
    }
    if (route === '/_ping' || route === '/events' || /\/(?:logs|attach|wait|stats)$/.test(route)) return;
    const us = place.stamp.kind === 'none' ? undefined : place.stamp.us;
    if (us === undefined) return;
    let known = asked.get(what);
    if (known === undefined) {
      if (asked.size >= MAX_ROUTES) return;
      known = { places: [] };
      asked.set(what, known);
    }
    if (known.places.length < MAX_ASKED) known.places.push({ us, place });
  }

  function fail(verb: string, url: string): void {
    const { route, id } = readRoute(url);
    if (id === undefined) return;
    const kind = kindOf(verb, route, url);
    if (kind !== undefined) close(kind, id);
  }

  return {
    record({ origin, message, fields, time, position }) {
      if (origin !== 'dockerd' && origin !== 'containerd') return;
      if (time.kind !== 'none') last = time;
      const place = { stamp: time, line: position.line };
      const call = CALL.exec(message);
      if (call?.[1] !== undefined && call[2] !== undefined) {
        begin(call[1], call[2], place);
        return;
      }
      const handling = HANDLING.exec(message);
      if (handling?.[1] !== undefined) {
        const url = fields?.['request-url'];
        if (typeof url === 'string') begin(handling[1], url, place);
        return;
      }
      const failed = FAILED.exec(message);
      if (failed?.[1] !== undefined && failed[2] !== undefined) {
        fail(failed[1], failed[2]);
        return;
      }
      const event = OLD_EVENT.exec(message);
      if (event?.[1] !== undefined && event[2] !== undefined) {
        if (event[1] === 'start-container') close('start', event[2]);
        else if (event[1] === 'exit' && event[3] === 'init') closeContainer(event[2]);
        else if (event[3] !== undefined && event[3] !== '') {
          tellsExecs = true;
          close('exec', event[3]);
        }
        return;
      }
      const id = textOf(fields?.['container']) ?? textOf(fields?.['id']);
      const topic = textOf(fields?.['topic']);
      if (id !== undefined && (topic === '/tasks/delete' || /^shim (?:reaped|disconnected)/.test(message)))
        closeContainer(id);
      // One and the same event is told by containerd and by dockerd; only dockerd's word closes.
      else if (topic === '/tasks/start' && message === 'event') closeOldest('start');
      else if (topic === '/tasks/exec-started' && message === 'event') {
        tellsExecs = true;
        closeOldest('exec');
      } else if (
        /^(?:Processing signal '(?:terminated|interrupt|quit)'|Starting up$|Loading containers: start)/.test(message)
      )
        clear();
    },
    open() {
      const end = last === undefined || last.kind === 'none' ? undefined : last.us;
      const isOld = ({ first: { stamp } }: Entry): boolean =>
        stamp.kind === 'none' || end === undefined || end - stamp.us >= MIN_AGE_US;
      const old = [...entries.values()].filter((entry) => isOld(entry) && (tellsExecs || entry.kind !== 'exec'));
      const open = old.map(({ kind, what, id, first, last: lastPlace, count }): OpenRequest => {
        const container = kind === 'exec' ? {} : { container: id };
        return { kind, what, ...container, count, first, last: lastPlace, state: 'open' };
      });
      const since = old.reduce<number | undefined>((first, entry) => {
        const us = entry.first.stamp.kind === 'none' ? undefined : entry.first.stamp.us;
        return us === undefined || (first !== undefined && first <= us) ? first : us;
      }, undefined);
      if (since === undefined) return open;
      for (const [what, { places }] of asked) {
        const later = places.filter(({ us }) => us > since).map(({ place }) => place);
        const [first] = later;
        const lastPlace = later[later.length - 1];
        if (first === undefined || lastPlace === undefined || later.length < 3) continue;
        open.push({ kind: 'api-call', what, count: later.length, first, last: lastPlace, state: 'not-logged' });
      }
      return open;
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `/v1.27/containers/4f1c…/start?t=5` is route `/containers/{id}/start` of id `4f1c…`. */
function readRoute(url: string): { route: string; id: string | undefined } {
  const path = url.split(/[?"]/, 1)[0] ?? '';
  const parts = path.replace(/^\/v\d{1,3}\.\d{1,3}(?=\/)/, '').split('/');
  const [, area, name] = parts;
  const named = parts.length > 3 || (parts.length === 3 && name !== 'json' && name !== 'create' && name !== 'prune');
  if (area === undefined || name === undefined || name === '' || !named)
    return { route: parts.join('/'), id: undefined };
  const rest = area === 'images' ? parts.slice(-1).filter((part) => part !== name) : parts.slice(3);
  return { route: ['', area, '{id}', ...rest].join('/'), id: name };
}

/** A kill with another signal than those that end a container is answered at once. */
const ENDING_SIGNAL = /[?&]signal=(?:SIG)?(?:KILL|TERM|INT|QUIT|9|15|2|3)(?:&|$)/i;

function kindOf(verb: string, route: string, url: string): Entry['kind'] | undefined {
  if (verb !== 'POST') return undefined;
  if (route === '/containers/{id}/start') return 'start';
  if (route === '/containers/{id}/stop' || route === '/containers/{id}/restart') return 'stop';
  if (route === '/containers/{id}/kill')
    return !url.includes('signal=') || ENDING_SIGNAL.test(url) ? 'stop' : undefined;
  return route === '/exec/{id}/start' ? 'exec' : undefined;
}
