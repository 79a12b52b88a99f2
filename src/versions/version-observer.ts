import type { Line } from '../core/line.js';
import type { FieldValue, LogRecord } from '../core/log-record.js';
import type { MultiLineReport } from '../core/multi-line-report.js';
import { NO_STAMP, type Stamp } from '../core/stamp.js';
import type { VersionedProgram, VersionSighting } from '../core/version.js';
import { createServerBlock } from './server-block.js';
import { parseVersion } from './parse-version.js';

export interface VersionObserver {
  /** To be called with the lines of a source in order; lines without one of the literals and outside of their record may be left out. */
  line(line: Line): void;
  record(record: LogRecord): void;
  report(report: MultiLineReport): void;
  /** In the order of the source; 200 at most. */
  sightings(): readonly VersionSighting[];
}

const MAX_SIGHTINGS = 200;
const MAX_VERSION_CHARS = 80;
/** Lines longer than that are no command's output. */
const MAX_LINE_CHARS = 200;

/** `Linux version 3.10.0-693.el7.x86_64 (builder@kbuilder.dev.centos.org) (gcc …) #1 SMP …`: the kernel's first line, or /proc/version. */
const LINUX = /^Linux version (\d[\w.+~-]{2,79})(?: |$)/;
/** kubelet up to 1.20: `Container runtime docker initialized, version: 17.03.2-ce, apiVersion: 1.27.0`. */
const RUNTIME = /^Container runtime (docker|containerd) initialized, version: ([\w.+~:-]{3,80}),/;
/** Lines of `docker info`, and of `runc --version` (without a colon). */
const INFO = /^ {0,2}(Server Version:|Kernel Version:|runc version:?|containerd version:) ([\w.+~:-]{3,80})$/;

/**
 * Reads the versions of dockerd, containerd, runc, Go and the kernel from what they say of themselves in one source: the daemons' first line
 * (`msg="Docker daemon" commit=f5ec1e2 graphdriver=overlay version=17.03.2-ce`, all versions; `msg="starting containerd" revision=… version=v1.0.2`,
 * 1.0 on), the kernel's, reports of the kernel, the server's part of `docker version` and `docker info`, `runc --version`, goroutine dumps.
 * What containers print is not asked. Bounded.
 */
export function createVersionObserver(): VersionObserver {
  const seen: VersionSighting[] = [];
  /** The last version by program and host: only changes are kept. */
  const last = new Map<string, string>();

  function see(
    program: VersionedProgram,
    version: string,
    at: { readonly stamp: Stamp; readonly line: number; readonly host?: string | undefined },
    commit?: FieldValue,
  ): void {
    if (version.length > MAX_VERSION_CHARS || seen.length >= MAX_SIGHTINGS) return;
    const parsed = parseVersion(program, version);
    if (parsed === undefined) return;
    const isPatched = parsed.isPatched || !isCommit(commit);
    const key = `${program} ${at.host ?? ''}`;
    const what = `${version} ${isPatched}`;
    if (last.get(key) === what) return;
    last.set(key, what);
    const { stamp, line, host } = at;
    seen.push({ program, version, isPatched, ...(host === undefined ? {} : { host }), stamp, line });
  }

  const block = createServerBlock(({ program, version, line, commit }) => {
    see(program, version, { stamp: NO_STAMP, line }, commit);
  });

  return {
    line({ text, number }) {
      if (text.length > MAX_LINE_CHARS) return;
      block.line(text, number);
      const info = INFO.exec(text);
      if (info === null) return;
      const [, what = '', version = ''] = info;
      const program = INFO_PROGRAMS[what.replace(':', '')];
      // `docker info` shows no commit, and 1.x is what Red Hat shipped with its own patches for years.
      const commit = program === 'docker' && version.startsWith('1.') ? 'unknown' : undefined;
      // kubectl's `Server Version: v1.28.2` is not docker's.
      if (program !== undefined && !(program === 'docker' && version.startsWith('v')))
        see(program, version, { stamp: NO_STAMP, line: number }, commit);
    },
    record(record) {
      const { message, fields, origin, identifier, position } = record;
      const at = { stamp: record.time, line: position.line, host: record.host };
      if (origin === 'container' || record.container !== undefined) return;
      if (message.startsWith('Linux version ')) {
        const release = LINUX.exec(message)?.[1];
        if (release !== undefined && (origin === 'kernel' || identifier === undefined)) see('kernel', release, at);
      } else if (message === 'Docker daemon' && (origin === 'dockerd' || origin === 'other')) {
        const { version, commit } = fields ?? {};
        if (typeof version === 'string' && commit !== undefined) see('docker', version, at, commit);
      } else if (message === 'starting containerd' && fields?.['revision'] !== undefined) {
        const { version, revision } = fields;
        const isOwn = origin === 'containerd' || origin === 'dockerd' || origin === 'other';
        // Builds from packages often leave the revision empty.
        if (isOwn && typeof version === 'string') see('containerd', version, at, revision === '' ? 'none' : revision);
      } else if (origin === 'kubelet' && message.startsWith('Container runtime ')) {
        const [, runtime = fields?.['containerRuntime'], version = fields?.['version']] = RUNTIME.exec(message) ?? [];
        // The kubelet asks the daemon, which does not tell it of which commit it is.
        if ((runtime === 'docker' || runtime === 'containerd') && typeof version === 'string')
          see(runtime, version, at, runtime === 'docker' && version.startsWith('1.') ? 'unknown' : undefined);
      }
    },
    report({ head, facts }) {
      const { kernel, goVersion } = facts;
      const at = { stamp: head.time, line: head.position.line, host: head.host };
      if (typeof kernel === 'string') see('kernel', kernel, at);
      if (typeof goVersion === 'string') see('go', goVersion, at);
    },
    sightings() {
      block.end();
      return seen;
    },
  };
}

const INFO_PROGRAMS: Readonly<Record<string, VersionedProgram | undefined>> = {
  'Server Version': 'docker',
  'Kernel Version': 'kernel',
  'runc version': 'runc',
  'containerd version': 'containerd',
};

/**
 * Whether a build comes from a commit of the project: hexadecimal digits alone. Red Hat's builds show `7d71120/1.13.1`, builds from changed
 * sources `cb079f6-unsupported`, Ubuntu's the package's version.
 */
function isCommit(commit: FieldValue | undefined): boolean {
  if (commit === undefined) return true;
  // Seven digits of a commit may be read as a number. runc tells a tagged one as `v1.1.5-0-gf19387a`.
  return /^(?:[0-9a-f]{7,40}|v?[\d.]{3,20}(?:-rc\.?\d{1,3})?-0-g[0-9a-f]{7,40})$/.test(String(commit));
}
