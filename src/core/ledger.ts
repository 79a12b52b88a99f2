import type { Entity } from './entity.js';
import type { Severity } from './pattern.js';
import type { Stamp } from './stamp.js';

/** A line and the time that it shows. */
export interface LedgerPlace {
  readonly stamp: Stamp;
  readonly line: number;
}

/** A request of which a log shows the beginning and no end. */
export interface OpenRequest {
  readonly kind: 'api-call' | 'start' | 'stop' | 'exec';
  /** `POST /containers/{id}/start`. */
  readonly what: string;
  readonly container?: string;
  /** Requests that are open; all of them are counted, the oldest is kept. */
  readonly count: number;
  readonly first: LedgerPlace;
  readonly last: LedgerPlace;
  /**
   * `open`: its end would have been logged and was not. `not-logged`: the version logs no end of such a request; it was asked again and again since
   * an older one is open.
   */
  readonly state: 'open' | 'not-logged';
}

/** Something that changed on the host, or a time of which a log tells nothing. */
export interface HostEvent {
  readonly kind: 'state' | 'boot' | 'gap';
  readonly severity: Severity;
  readonly stamp: Stamp;
  /** The gap's end. */
  readonly until?: LedgerPlace;
  readonly line: number;
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** What one source shows of requests, states and silence; bounded. */
export interface LedgerScan {
  readonly open: readonly OpenRequest[];
  readonly events: readonly HostEvent[];
  /** Events that were seen and not kept. */
  readonly droppedEvents: number;
}
