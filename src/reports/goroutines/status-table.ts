import { type Status, parseStatus } from './header.js';
import { FULL, TextTable, decodeText } from './text-table.js';

const INVALID = -1;
/** Distinct states that are told apart; the runtime knows about sixty. */
export const MAX_STATES = 1000;
const MAX_STATUSES = 500_000;
export const OTHER_STATE = 'other';

/** The distinct texts between a header's brackets (and behind them), each parsed once. */
export class StatusTable {
  private readonly texts = new TextTable();
  /** By text id: the status id, or `INVALID`. */
  private readonly statusOfText: number[] = [];
  private readonly statuses: { status: Status; state: number }[] = [];
  private readonly byKey = new Map<string, number>();
  readonly states: string[] = [OTHER_STATE];
  private readonly stateIds = new Map<string, number>([[OTHER_STATE, 0]]);

  /** The status id of `bytes[start, end)`, from the opening bracket on; -1 if they are no status. */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const text = this.texts.add(bytes, view, start, end);
    if (text === FULL) return this.parse(decodeText(bytes, start, end));
    const known = this.statusOfText[text];
    if (known !== undefined) return known;
    const status = this.parse(decodeText(bytes, start, end));
    this.statusOfText[text] = status;
    return status;
  }

  /** The id of a status that no header shows. */
  add(status: Status): number {
    const key = `${status.minutes},${String(status.lockedToThread)},${String(status.leaked)},${status.state}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const id = this.statuses.length;
    if (id >= MAX_STATUSES) return 0;
    this.statuses.push({ status, state: this.stateId(status.state) });
    this.byKey.set(key, id);
    return id;
  }

  status(id: number): Status {
    return this.statuses[id]?.status ?? { state: OTHER_STATE, minutes: 0, lockedToThread: false, leaked: false };
  }

  /** Index in `states`. */
  state(id: number): number {
    return this.statuses[id]?.state ?? 0;
  }

  private parse(text: string): number {
    const status = parseStatus(text);
    return status === undefined ? INVALID : this.add(status);
  }

  private stateId(state: string): number {
    const known = this.stateIds.get(state);
    if (known !== undefined) return known;
    if (this.states.length >= MAX_STATES) return 0;
    this.states.push(state);
    this.stateIds.set(state, this.states.length - 1);
    return this.states.length - 1;
  }
}
