import type { GoFrame } from '../../core/goroutine-dump.js';
import { ACTIVITIES } from './activity-table.js';
import { entryOfFrame } from './entry.js';
import { IDLE_ACTIVITIES } from './idle-table.js';
import { LOCK_FAMILIES } from './lock-families.js';
import { lookupNames, shortName } from './names.js';
import { isRemoteCall, remoteCall } from './remote-call.js';
import type { StackGroup } from './stack-group.js';
import type { ShownTexts, StackTable } from './stack-table.js';

/** What a group of goroutines is doing. */
export interface GroupMeaning {
  readonly activity?: string;
  readonly entry?: string;
  /** It waits by design. */
  readonly idle: boolean;
}

export const UNKNOWN_MEANING: GroupMeaning = { idle: false };

/** States of the runtime's own goroutines, which wait as long as the program lives. */
const RUNTIME_STATES = new Set([
  'idle',
  'finalizer wait',
  'force gc (idle)',
  'GC sweep wait',
  'GC scavenge wait',
  'GC worker (idle)',
  'GC worker (active)',
  'cleanup wait',
  'GOMAXPROCS updater (idle)',
  'timer goroutine (idle)',
  'mark wait (idle)',
  'trace reader (blocked)',
]);
/** Runtime goroutines that Go 1.4 and profiles show without a telling state. */
const RUNTIME_FUNCTIONS = new Set([
  'runtime.forcegchelper',
  'runtime.bgsweep',
  'runtime.bgscavenge',
  'runtime.runfinq',
  'runtime.timerproc',
  'runtime.gcBgMarkWorker',
]);

/** Idle activities come first: a rule's index is its rank. */
const RULES = [...IDLE_ACTIVITIES, ...ACTIVITIES];
const STEP_BITS = 4;
const STEP_MASK = (1 << STEP_BITS) - 1;

/** By lookup name: rule and step where it is wanted, packed into one number. */
const STEPS = new Map<string, number[]>();
for (const [rule, { frames }] of RULES.entries()) {
  for (const [step, alternatives] of frames.entries()) {
    for (const name of typeof alternatives === 'string' ? [alternatives] : alternatives) {
      const wanted = STEPS.get(name) ?? [];
      wanted.push((rule << STEP_BITS) | step);
      STEPS.set(name, wanted);
    }
  }
}

/** Tells for each group what it is doing, by the tables of activities and lock families. */
export function explainGroups(table: StackTable, { names }: ShownTexts): GroupMeaning[] {
  const { frameTable } = table;
  const explainer = new Explainer();
  const telling = names.map((shown, name) => (shown === 0 ? 0 : tells(frameTable.nameString(name))));
  const runtimeStates = Uint8Array.from(table.statuses.stateNames, (state) => (RUNTIME_STATES.has(state) ? 1 : 0));
  // Most stacks of others' programs have none of these, and cost no more than this.
  const meanings = new Array<GroupMeaning>(table.groupCount).fill(UNKNOWN_MEANING);
  for (const group of table.groupsWith(frameTable.framesOf(telling), runtimeStates))
    meanings[group.index] = explainer.explain(group);
  return meanings;
}

/** 1 if a function may tell something: it stands in a rule, or tells its goroutine's entry, call or work for the runtime. */
function tells(name: string): 0 | 1 {
  const isKnown =
    lookupNames(name).some((each) => STEPS.has(each)) ||
    entryOfFrame(name) !== undefined ||
    isRemoteCall(name) ||
    name === 'runtime.goexit' ||
    RUNTIME_FUNCTIONS.has(name);
  return isKnown ? 1 : 0;
}

class Explainer {
  /** By function name; names are few and their strings shared, frames are many. */
  private readonly stepsOf = new Map<string, readonly number[]>();
  private readonly entries = new Map<string, string | undefined>();
  private readonly plumbing = new Map<string, boolean>();
  private readonly progress = new Uint8Array(RULES.length);

  explain(group: StackGroup): GroupMeaning {
    if (isRuntimeWorker(group)) return { activity: 'runtime worker', idle: true };
    const entry = this.entry(group);
    const entered = entry === undefined ? {} : { entry };
    const { lock } = group;
    if (lock !== undefined) return { activity: lockWords(group.frames[lock.caller]), ...entered, idle: false };
    const rule = this.match(group);
    const idle = rule >= 0 && rule < IDLE_ACTIVITIES.length;
    const words = idle ? RULES[rule]?.words : (remoteCall(group.frames) ?? RULES[rule]?.words);
    return { ...(words === undefined ? {} : { activity: words }), ...entered, idle };
  }

  /** The first rule whose functions stand in the stack in its order; -1 if there is none. */
  private match({ state, frames, createdBy }: StackGroup): number {
    const { progress } = this;
    progress.fill(0);
    let best = -1;
    let top = true;
    const visit = (frame: GoFrame): void => {
      for (const wanted of this.stepsFor(frame.function)) {
        const index = wanted >> STEP_BITS;
        const step = wanted & STEP_MASK;
        if (progress[index] !== step || (best >= 0 && index >= best)) continue;
        const rule = RULES[index];
        if (rule === undefined || rule.states?.includes(state) === false) continue;
        if (rule.top === true && step === 0 && !top) continue;
        progress[index] = step + 1;
        if (step + 1 === rule.frames.length) best = index;
      }
      if (top && !this.isPlumbing(frame.function)) top = false;
    };
    for (const frame of frames) visit(frame);
    if (createdBy !== undefined) visit(createdBy);
    return best;
  }

  private stepsFor(name: string): readonly number[] {
    const known = this.stepsOf.get(name);
    if (known !== undefined) return known;
    // Later steps first, so that one frame never takes two steps of one rule.
    const steps = lookupNames(name)
      .flatMap((each) => STEPS.get(each) ?? [])
      .sort((a, b) => b - a);
    this.stepsOf.set(name, steps);
    return steps;
  }

  private isPlumbing(name: string): boolean {
    let known = this.plumbing.get(name);
    if (known === undefined) {
      known = PLUMBING.test(name);
      this.plumbing.set(name, known);
    }
    return known;
  }

  /** The outermost frame that names an entry. */
  private entry({ frames, createdBy }: StackGroup): string | undefined {
    for (let at = frames.length; at >= 0; at--) {
      const frame = at === frames.length ? createdBy : frames[at];
      const entry = frame === undefined ? undefined : this.entryOf(frame.function);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  private entryOf(name: string): string | undefined {
    let entry = this.entries.get(name);
    if (entry === undefined && !this.entries.has(name)) {
      entry = entryOfFrame(name);
      this.entries.set(name, entry);
    }
    return entry;
  }
}

/** Functions through which everything waits. */
const PLUMBING = /^(?:runtime|sync|internal\/sync|internal\/poll|syscall|os|net|bufio|io|time)\./;

function isRuntimeWorker({ state, frames }: StackGroup): boolean {
  if (RUNTIME_STATES.has(state)) return true;
  // An extra thread for callbacks from C shows `runtime.goexit()` alone.
  if (frames.length === 1 && frames[0]?.function === 'runtime.goexit') return true;
  return frames.some((frame) => RUNTIME_FUNCTIONS.has(frame.function));
}

function lockWords(caller: GoFrame | undefined): string {
  if (caller === undefined) return 'waiting for a lock';
  const names = lookupNames(caller.function);
  const family = LOCK_FAMILIES.find(({ callSites }) => names.some((name) => callSites.includes(name)));
  return `waiting for ${family?.words ?? `a lock in ${shortName(caller.function)}`}`;
}
