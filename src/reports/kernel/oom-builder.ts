import type { Entity, EntityKind } from '../../core/entity.js';
import type { LogRecord } from '../../core/log-record.js';
import type { OomReport, ReportLine } from '../../core/multi-line-report.js';
import { readCgroupPath } from '../cgroup-path.js';
import type { CgroupOwner } from '../cgroup-path.js';
import type { KernelLine } from './kernel-line.js';
import { readContext, readFrame } from './kernel-stack.js';
import { readTaskHead, readTaskRow } from './oom-lines.js';
import type { OomConstraint, OomLine } from './oom-lines.js';

type OfKind<K extends OomLine['kind']> = Extract<OomLine, { kind: K }>;

/** Rows of the task table that are remembered. */
const MAX_TASKS = 4096;
/** Lines kept for showing. */
const MAX_LINES = 24;
/** Columns of the task table of 3.10, for tables whose head was lost. */
const DEFAULT_COLUMNS = 7;

/** Only charging a memory cgroup goes through these, so a trace alone tells a cgroup's limit from a full host. */
const MEMCG_FRAME =
  /^(?:mem_cgroup_(?:oom|out_of_memory|do_charge|try_charge)|try_charge|__mem_cgroup_(?:try_)?charge|charge_memcg)/;
/** The page allocator when the host has nothing left; charging a cgroup does not go through these. */
const FULL_HOST_FRAME = /^__alloc_pages_(?:slowpath|may_oom)\b/;

/** Collects one OOM kill: context lines first, then the verdict and the victim. */
export class OomBuilder {
  readonly #head: LogRecord;
  readonly #lines: ReportLine[] = [];
  readonly #facts = new Map<string, string | number | boolean>();
  readonly #scoreAdj = new Map<number, number>();
  #columns = DEFAULT_COLUMNS;
  #constraint: OomConstraint | undefined;
  /** Weaker than what the texts say: from the call trace or from Mem-Info. */
  #guess: OomConstraint | undefined;
  #invoker: string | undefined;
  #cpuset: string | undefined;
  #cgroup: string | undefined;
  #started = false;
  #context = false;
  #unkillable = false;
  verdict: { readonly pid: number; readonly comm: string } | undefined;
  victim: { readonly pid: number; readonly comm: string } | undefined;
  /** memory.oom.group: each process of the cgroup gets a kill line of its own. */
  group = false;

  constructor(head: LogRecord) {
    this.#head = head;
  }

  get head(): LogRecord {
    return this.#head;
  }

  /** Whether the report has its victim and nothing more is needed but the reaper's line. */
  get complete(): boolean {
    return this.victim !== undefined || this.#unkillable;
  }

  get invoked(): boolean {
    return this.#started;
  }

  /** A builder for the next victim of the same kill: the context is shared, the victim is not. */
  next(): OomBuilder {
    const copy = new OomBuilder(this.#head);
    copy.#lines.push(...this.#lines.filter((line) => line.role !== 'victim' && line.role !== 'reaper'));
    for (const [key, value] of this.#facts) {
      if (!/^(?:victim|anonRss|totalVm|score$|oomScoreAdj|uid$|reaped)/.test(key)) copy.#facts.set(key, value);
    }
    for (const [pid, adj] of this.#scoreAdj) copy.#scoreAdj.set(pid, adj);
    copy.#constraint = this.#constraint;
    copy.#guess = this.#guess;
    copy.#invoker = this.#invoker;
    copy.#cpuset = this.#cpuset;
    copy.#cgroup = this.#cgroup;
    copy.#started = this.#started;
    copy.#context = this.#context;
    copy.group = this.group;
    return copy;
  }

  trigger(line: OfKind<'trigger'>, at: KernelLine): void {
    this.#started = true;
    this.#invoker = line.comm;
    this.#facts.set('invokerComm', line.comm);
    this.#show('trigger', at);
  }

  cpuset(line: OfKind<'cpuset'>, at: KernelLine): void {
    this.#context = true;
    this.#cpuset = line.cpuset;
    this.#show('cpuset', at);
  }

  taskIn(line: OfKind<'task-in'>, at: KernelLine): void {
    this.#context = true;
    this.#constraint ??= 'memcg';
    this.#cgroup = line.cgroup;
    if (line.limitCgroup !== undefined) this.#facts.set('limitCgroup', line.limitCgroup);
    this.#show('cgroup', at);
  }

  limitCgroup(cgroup: string, at: KernelLine): void {
    this.#context = true;
    this.#constraint ??= 'memcg';
    if (this.#facts.has('limitCgroup')) return;
    this.#facts.set('limitCgroup', cgroup);
    this.#show('cgroup', at);
  }

  usage(line: OfKind<'usage'>, at: KernelLine): void {
    this.#context = true;
    this.#constraint ??= 'memcg';
    this.#facts.set('usageKb', line.usageKb);
    this.#facts.set('limitKb', line.limitKb);
    this.#show('limit', at);
  }

  groupKill(line: OfKind<'group'>, at: KernelLine): void {
    this.group = true;
    this.#constraint ??= 'memcg';
    this.#cgroup ??= line.cgroup;
    this.#show('verdict', at);
  }

  oomKill(line: OfKind<'oom-kill'>, at: KernelLine): void {
    this.#constraint = line.constraint ?? this.#constraint;
    this.#cpuset ??= line.cpuset;
    if (line.cgroup?.startsWith('/') === true) this.#cgroup = line.cgroup;
    if (line.limitCgroup !== undefined) this.#facts.set('limitCgroup', line.limitCgroup);
    if (line.uid !== undefined) this.#facts.set('uid', line.uid);
    if (line.pid !== undefined && line.comm !== undefined) this.verdict = { pid: line.pid, comm: line.comm };
    this.#show('verdict', at);
  }

  kill(line: OfKind<'verdict'>, at: KernelLine): void {
    this.#constraint ??= line.constraint;
    this.verdict = { pid: line.pid, comm: line.comm };
    if (line.score !== undefined) this.#facts.set('score', line.score);
    this.#show('verdict', at);
  }

  killed(line: OfKind<'victim'>, at: KernelLine): void {
    this.#constraint ??= line.constraint;
    this.victim = { pid: line.pid, comm: line.comm };
    for (const key of ['uid', 'totalVmKb', 'anonRssKb', 'oomScoreAdj'] as const) {
      const value = line[key];
      if (value !== undefined) this.#facts.set(key, value);
    }
    this.#show('victim', at);
  }

  unkillable(at: KernelLine): void {
    this.#unkillable = true;
    this.#show('verdict', at);
  }

  reaper(line: OfKind<'reaper'>, at: KernelLine): void {
    this.#facts.set('reaped', line.reaped);
    this.#show('reaper', at);
  }

  /** Lines between trigger and verdict: call trace, memory statistics, task table. False if it is none of them. */
  detail(at: KernelLine): boolean {
    const { text } = at;
    const frame = readFrame(text);
    if (frame !== undefined) {
      if (frame.reliable && MEMCG_FRAME.test(frame.function)) this.#guess = 'memcg';
      else if (frame.reliable && FULL_HOST_FRAME.test(frame.function)) this.#guess ??= 'none';
      return true;
    }
    const context = readContext(text);
    if (context !== undefined) {
      if (context.kernel !== undefined && !this.#facts.has('kernel')) this.#facts.set('kernel', context.kernel);
      if (context.pid !== undefined && context.comm === this.#invoker) this.#facts.set('invokerPid', context.pid);
      return true;
    }
    if (text.startsWith('Mem-Info:')) {
      this.#guess ??= 'none';
      return true;
    }
    const columns = readTaskHead(text);
    if (columns !== undefined) {
      this.#columns = columns;
      return true;
    }
    const task = readTaskRow(text, this.#columns);
    if (task === undefined) return false;
    if (this.#scoreAdj.size < MAX_TASKS) this.#scoreAdj.set(task.pid, task.oomScoreAdj);
    return true;
  }

  build(): OomReport {
    const facts: Record<string, string | number | boolean> = {
      constraint: this.#constraint ?? this.#guess ?? 'unknown',
    };
    // Without a kill line the verdict names the one that was chosen.
    const victim = this.victim ?? this.verdict;
    if (victim !== undefined) {
      facts['victimPid'] = victim.pid;
      facts['victimComm'] = victim.comm;
      const adj = this.#scoreAdj.get(victim.pid);
      if (adj !== undefined) facts['oomScoreAdj'] = adj;
    }
    const cgroup = this.#victimCgroup();
    if (cgroup !== undefined) facts['cgroup'] = cgroup;
    for (const [key, value] of this.#facts) facts[key] = value;
    return {
      kind: 'oom',
      head: this.#head,
      lines: this.#lines,
      entities: this.#entities(victim, cgroup, facts['constraint'] === 'memcg'),
      facts,
      // Kernels print the kill lines alone when reports come too fast, but never a middle without its start.
      truncated: !this.complete || (!this.#started && this.#context),
    };
  }

  /** The cgroup that was killed in, or of the limit where the kernel names only that one. */
  #victimCgroup(): string | undefined {
    const limit = this.#facts.get('limitCgroup');
    return this.#cgroup ?? (typeof limit === 'string' ? limit : undefined);
  }

  #entities(
    victim: { readonly pid: number; readonly comm: string } | undefined,
    cgroup: string | undefined,
    memcg: boolean,
  ): Entity[] {
    const entities: Entity[] = [];
    const add = (kind: EntityKind, value: string | undefined): void => {
      if (value === undefined || value === '') return;
      if (!entities.some((entity) => entity.kind === kind && entity.value === value)) entities.push({ kind, value });
    };
    add('pid', victim === undefined ? undefined : String(victim.pid));
    add('process', victim?.comm ?? this.#invoker);
    add('cgroup', cgroup);
    const owners: CgroupOwner[] = cgroup === undefined ? [] : [readCgroupPath(cgroup)];
    // In a cgroup's OOM the trigger runs in that cgroup, and its cpuset names the container; on a full host it is a bystander.
    if (memcg && this.#cpuset !== undefined) owners.push(readCgroupPath(`/${this.#cpuset}`));
    for (const [index, owner] of owners.entries()) {
      if (index > 0 && entities.some((entity) => entity.kind === 'container')) break;
      add('container', owner.container);
      for (const outer of owner.outer) add('container', outer);
      add('pod', owner.pod);
      add('unit', owner.unit);
    }
    return entities;
  }

  #show(role: string, at: KernelLine): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push({ role, record: at.record, text: at.text });
  }
}
