import { inOrder, journalHead, journalLine } from './journal.mjs';
import { DOCKERD_PID, HOST, JOURNAL_FROM_US, JOURNAL_TO_US } from './node-41-135.mjs';
import { cst } from './stamps.mjs';
import { listCalls } from './oom-hang-polling.mjs';
import { lifeOfPods } from './oom-hang-pods.mjs';
import { decisiveLines } from './oom-hang-decisive.mjs';

/** When the journal of the node begins: two days before, all of it is the head line's. */
const JOURNAL_BEGIN_US = cst('2018-12-12T03:17:42');

/** Text of `journalctl -u docker` on the node. */
export function journalText(node) {
  const entries = [...listCalls(node), ...lifeOfPods(node), ...decisiveLines(node)];
  const lines = inOrder(entries)
    .filter(({ us }) => us >= JOURNAL_FROM_US && us <= JOURNAL_TO_US)
    // journald stamps a line some 100 µs after the daemon did; only the seconds show.
    .map(({ us, text }) => journalLine(us + 240, HOST, 'dockerd', DOCKERD_PID, text.trimEnd()));
  return `${[journalHead(JOURNAL_BEGIN_US, JOURNAL_TO_US), ...lines].join('\n')}\n`;
}
