import type { Entity } from '../core/entity.js';
import type { HostEvent } from '../core/ledger.js';
import type { LogRecord } from '../core/log-record.js';
import type { Severity } from '../core/pattern.js';

/** Events kept of one source: half from its start, half from its end. */
const MAX_EVENTS = 2_000;
const MAX_TEXT = 300;

/**
 * One of these stands in each line that the rules below are for; all of them are rare. The lines of containers' lives are not among them: a busy host
 * writes thousands a day, so that only those of a source's last MiB are told.
 */
export const EVENT_LITERALS: readonly string[] = [
  'Docker Application Container Engine',
  'containerd container runtime',
  'kubelet: The Kubernetes Node Agent',
  'scheduling restart',
  'Scheduled restart job',
  'ain process exited, code=',
  'Failed with result',
  'Unit entered failed state',
  'Start request repeated',
  'Starting up',
  'Daemon has completed initialization',
  'API listen on ',
  "Processing signal '",
  'Daemon shutdown complete',
  'daemon shutdown complete',
  'Loading containers: ',
  'starting containerd',
  'containerd successfully booted',
  'new containerd process',
  'libcontainerd: started new',
  'PM: suspend e',
  'Entering sleep state',
  'Time has been changed',
  'System time changed',
  'Suppressed ',
  ' kernel messages',
  'due to rate-limiting',
  'corrupted or uncleanly shut down',
  'Journal has been rotated',
  'Vacuuming done, freed',
  'rsyslogd was HUPed',
  'callbacks suppressed',
  ...['create', 'start', 'restart', 'stop', 'kill', 'die', 'oom', 'pause', 'unpause', 'destroy', 'health_status:'].map(
    (action) => `container ${action} `,
  ),
];

interface Rule {
  readonly kind: HostEvent['kind'];
  readonly severity: Severity;
  readonly regex: RegExp;
  readonly by: (record: LogRecord) => boolean;
}

const isSystem = ({ origin }: LogRecord): boolean => origin === 'systemd' || origin === 'other' || origin === 'client';
const isDaemon = ({ origin }: LogRecord): boolean => origin === 'dockerd' || origin === 'containerd';
const isKernel = ({ origin }: LogRecord): boolean => origin === 'kernel' || origin === 'other';
const isAny = (): boolean => true;

/** Each row with the line that it was written for. */
const RULES: readonly Rule[] = [
  // systemd[1]: Started docker.service - Docker Application Container Engine.
  state(
    /^(?:Starting|Started|Stopping|Stopped|Reloading|Reloaded) (?:[\w@.-]{1,80}\.service - )?(?:Docker Application Container Engine|containerd container runtime|kubelet: The Kubernetes Node Agent)/,
    'info',
    isSystem,
  ),
  // systemd[1]: Failed to start Docker Application Container Engine.
  state(
    /^Failed to (?:start|stop) (?:[\w@.-]{1,80}\.service - )?(?:Docker Application Container Engine|containerd container runtime|kubelet: The Kubernetes Node Agent)/,
    'error',
    isSystem,
  ),
  // systemd[1]: docker.service: Scheduled restart job, restart counter is at 3.
  state(
    /(?:docker|containerd|kubelet)\.service(?::| ).{0,80}(?:scheduling restart|Scheduled restart job)/,
    'warning',
    isSystem,
  ),
  // systemd[1]: docker.service: Main process exited, code=exited, status=1/FAILURE
  state(/(?:docker|containerd|kubelet)\.service: [mM]ain process exited/, 'warning', isSystem),
  state(
    /(?:docker|containerd|kubelet)\.service: (?:Failed with result|Unit entered failed state|Start request repeated)/,
    'error',
    isSystem,
  ),
  // dockerd's and containerd's own words on their life
  state(
    /^(?:Starting up$|Daemon has completed initialization|API listen on |Processing signal '|[dD]aemon shutdown complete|Loading containers: (?:start|done)|starting containerd\b|containerd successfully booted|libcontainerd: (?:new containerd process|started new))/,
    'info',
    isDaemon,
  ),
  { kind: 'boot', severity: 'info', regex: /^Linux version \d/, by: isKernel },
  { kind: 'boot', severity: 'info', regex: /^-- (?:Reboot|Boot [0-9a-f]{32}) --/, by: isAny },
  {
    kind: 'boot',
    severity: 'info',
    regex: /^(?:PM: suspend (?:entry|exit)|Entering sleep state|Time has been changed|System time changed)/,
    by: isAny,
  },
  // Places at which logs lack lines.
  gap(/^Suppressed \d{1,12} messages from /),
  gap(/^Missed \d{1,12} kernel messages/),
  gap(/messages lost due to rate-limiting|begin to drop messages due to rate-limiting/),
  gap(/corrupted or uncleanly shut down, renaming and replacing/),
  gap(/^(?:Journal has been rotated|Vacuuming done, freed)|rsyslogd was HUPed/),
  gap(/\d{1,9} callbacks suppressed$/),
];

function state(regex: RegExp, severity: Severity, by: Rule['by']): Rule {
  return { kind: 'state', severity, regex, by };
}

function gap(regex: RegExp): Rule {
  return { kind: 'gap', severity: 'warning', regex, by: isAny };
}

const UNIT = /\b((?:docker|containerd|kubelet)\.(?:service|socket))\b/;
const UNITS_BY_TITLE: readonly (readonly [string, string])[] = [
  ['Docker Application Container Engine', 'docker.service'],
  ['containerd container runtime', 'containerd.service'],
  ['The Kubernetes Node Agent', 'kubelet.service'],
];

/** Containers' lives as `docker events` prints them. */
const CONTAINER_EVENT =
  /^container (create|start|restart|stop|kill|die|oom|pause|unpause|destroy|health_status: \w{1,20}) ([0-9a-f]{64})/;

/** address="/containerd-shim/moby/4f1c…/shim.sock" */
const CONTAINER_IN_ADDRESS = /\/([0-9a-f]{64})\//;

/** Gathers changes of state, boots and gaps as they are read. */
export interface HostEventObserver {
  record(record: LogRecord): void;
  /** A record of the source's last part, read once more: the lives of containers are taken from it. */
  lastRecord(record: LogRecord): void;
  result(): { readonly events: readonly HostEvent[]; readonly dropped: number };
}

export function createHostEventObserver(): HostEventObserver {
  const events = createEnds();
  const lives = createEnds();
  return {
    record(record) {
      const event = readEvent(record);
      if (event !== undefined) events.add(event);
    },
    lastRecord(record) {
      const event = readLife(record);
      if (event !== undefined) lives.add(event);
    },
    result: () => ({ events: [...events.all(), ...lives.all()], dropped: events.dropped() + lives.dropped() }),
  };
}

/** Keeps the first and the last events. */
function createEnds(): { add(event: HostEvent): void; all(): HostEvent[]; dropped(): number } {
  const first: HostEvent[] = [];
  const last: HostEvent[] = [];
  let next = 0;
  let dropped = 0;
  return {
    add(event) {
      if (first.length < MAX_EVENTS / 2) {
        first.push(event);
        return;
      }
      if (last[next] !== undefined) dropped++;
      last[next] = event;
      next = (next + 1) % (MAX_EVENTS / 2);
    },
    all: () => [...first, ...last.slice(next), ...last.slice(0, next)],
    dropped: () => dropped,
  };
}

function readEvent(record: LogRecord): HostEvent | undefined {
  // Long messages are dumps and traces.
  const { message } = record;
  if (message.length > 2_000 || record.origin === 'container') return undefined;
  const container = containerEvent(record);
  if (container !== undefined) return container;
  const rule = RULES.find(({ regex, by }) => by(record) && regex.test(message));
  if (rule === undefined) return undefined;
  const unit =
    UNIT.exec(message)?.[1] ??
    UNITS_BY_TITLE.find(([title]) => message.includes(title))?.[1] ??
    (record.origin === 'dockerd' ? 'docker.service' : undefined) ??
    (record.origin === 'containerd' ? 'containerd.service' : undefined);
  return toEvent(record, rule.kind, rule.severity, unit === undefined ? [] : [{ kind: 'unit', value: unit }]);
}

function containerEvent(record: LogRecord): HostEvent | undefined {
  const event = CONTAINER_EVENT.exec(record.message);
  if (event?.[2] === undefined || record.origin === 'kernel') return undefined;
  const severity = event[1] === 'oom' ? 'warning' : 'info';
  return toEvent(record, 'state', severity, [{ kind: 'container', value: event[2] }]);
}

/** The start or end of a container's shim or task, as dockerd and containerd log it. */
function readLife(record: LogRecord): HostEvent | undefined {
  const { message, fields, origin } = record;
  if (origin !== 'dockerd' && origin !== 'containerd') return undefined;
  const isEnd =
    /^shim (?:reaped|disconnected)/.test(message) ||
    (fields?.['topic'] === '/tasks/delete' && message === 'ignoring event');
  const isStart = /^shim (?:\S{1,40} )?started/.test(message);
  const id = fields?.['container'] ?? fields?.['id'] ?? CONTAINER_IN_ADDRESS.exec(String(fields?.['address']))?.[1];
  if ((!isEnd && !isStart) || typeof id !== 'string' || !/^[0-9a-f]{12,64}$/.test(id)) return undefined;
  return toEvent(record, 'state', 'info', [{ kind: 'container', value: id }]);
}

function toEvent(
  { time, position, raw }: LogRecord,
  kind: HostEvent['kind'],
  severity: Severity,
  entities: readonly Entity[],
): HostEvent {
  return {
    kind,
    severity,
    stamp: time,
    line: position.line,
    text: (raw.split('\n', 1)[0] ?? '').slice(0, MAX_TEXT),
    entities,
  };
}
