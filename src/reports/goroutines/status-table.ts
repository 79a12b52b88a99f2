import { type Status, parseStatus } from './header.js';
import { FULL, TextTable, decodeText } from './text-table.js';

const INVALID = -1;
/** Distinct states that are told apart; the runtime knows about sixty. */
export const MAX_STATES = 1000;
const MAX_STATUSES = 500_000;
const OTHER_STATE = 'other';

/** A status but for its minutes, which differ from goroutine to goroutine. */
type LastingStatus = Omit<Status, 'minutes'>;

/** The distinct texts between a header's brackets (and behind them), each parsed once. */
export class StatusTable {
  /** Minutes of the status that `find` found last. */
  minutes = 0;
  private readonly texts = new TextTable();
  /** By text id: the status id, or `INVALID`, and the minutes. */
  private readonly statusOfText: number[] = [];
  private readonly minutesOfText: number[] = [];
  private readonly statuses: { status: LastingStatus; state: number }[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly states = new Map<string, number>([[OTHER_STATE, 0]]);

  /** The status id of `bytes[start, end)`, from the opening bracket on; -1 if they are no status. */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const text = this.texts.add(bytes, view, start, end);
    if (text === FULL) return this.parse(decodeText(bytes, start, end));
    let status = this.statusOfText[text];
    if (status === undefined) {
      status = this.parse(decodeText(bytes, start, end));
      this.statusOfText[text] = status;
      this.minutesOfText[text] = this.minutes;
    }
    this.minutes = this.minutesOfText[text] ?? 0;
    return status;
  }

  /** The id of a status whose header shows this text alone between its brackets; -1 if it is more or less than a state. */
  findState(state: string): number {
    const status = parseStatus(`[${state}]:`);
    return status?.state === state && !status.leaked ? this.add(status) : INVALID;
  }

  /** The id of the same status, locked to a thread. */
  locked(id: number): number {
    return this.add({ ...this.status(id), lockedToThread: true });
  }

  /** The id of a status. */
  add({ state, lockedToThread, leaked }: LastingStatus): number {
    const key = `${String(lockedToThread)},${String(leaked)},${state}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const id = this.statuses.length;
    if (id >= MAX_STATUSES) return 0;
    this.statuses.push({ status: { state, lockedToThread, leaked }, state: this.stateId(state) });
    this.byKey.set(key, id);
    return id;
  }

  status(id: number): LastingStatus {
    return this.statuses[id]?.status ?? { state: OTHER_STATE, lockedToThread: false, leaked: false };
  }

  /** A number for its state, which those beyond the bound share. */
  state(id: number): number {
    return this.statuses[id]?.state ?? 0;
  }

  /** All states, by their numbers. */
  get stateNames(): readonly string[] {
    return [...this.states.keys()];
  }

  private parse(text: string): number {
    const status = parseStatus(text);
    this.minutes = status?.minutes ?? 0;
    return status === undefined ? INVALID : this.add(status);
  }

  private stateId(state: string): number {
    const known = this.states.get(state);
    if (known !== undefined) return known;
    const id = this.states.size;
    if (id >= MAX_STATES) return 0;
    this.states.set(state, id);
    return id;
  }
}
