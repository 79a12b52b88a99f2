// A renderer of one's own: a pure function of the report. This one makes tab-separated values of the findings, for a spreadsheet.
//
//   node custom-renderer.mjs dmesg.txt docker.log
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { analyze, loadPatterns } from 'docklog';

export function* renderTsv(report) {
  yield 'severity\tid\tsince\tconfidence\tplace\ttitle\n';
  for (const { severity, id, from, confidence, evidence, title } of report.findings) {
    const since = from === undefined ? '' : new Date(from / 1000).toISOString();
    const [first] = evidence;
    const place = first === undefined ? '' : `${first.source}:${first.line}`;
    // Log text is not to be trusted: it may hold tabs and control characters, and a spreadsheet takes `=` for a formula.
    const cells = [severity, id, since, confidence, place, title].map((cell) =>
      String(cell)
        .replace(/\s+|\p{Cc}+/gu, ' ')
        .replace(/^([=+@-])/, "'$1"),
    );
    yield `${cells.join('\t')}\n`;
  }
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const patterns = new URL('patterns/', import.meta.url).pathname;
  const report = await analyze(argv.slice(2), { signatures: await loadPatterns([patterns]) });
  for (const line of renderTsv(report)) stdout.write(line);
}
