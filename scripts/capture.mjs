// Writes docs/terminal.svg: what `docklog --quiet` prints of a sample on a terminal of 100 columns, as a picture. Needs a build.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = 'samples/runc-init-oom-hang';
const COLUMNS = 100;
const CELL = { width: 8.4, height: 18 };
const PADDING = 16;
const COLOURS = { 31: '#ff7b72', 32: '#7ee787', 35: '#d2a8ff', 36: '#79c0ff' };

function capture() {
  const run = spawnSync('bash', ['-c', `node bin/docklog --quiet --color ${SAMPLE}/*`], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: String(COLUMNS), LC_ALL: 'C.UTF-8' },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trimEnd().split('\n');
}

const ESC = '\u001b';
/** A style is switched on or off. */
const ESCAPE = new RegExp(`(${ESC}\\[\\d+m)`);

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The parts of a line with the styles that are on in each. */
function parts(line) {
  const on = { bold: false, dim: false, colour: undefined };
  const found = [];
  for (const part of line.split(ESCAPE)) {
    const code = part.startsWith(ESC) ? part.slice(2, -1) : undefined;
    if (code === undefined) {
      if (part !== '') found.push({ text: part, ...on });
    } else if (code === '1') on.bold = true;
    else if (code === '2') on.dim = true;
    else if (code === '22') on.bold = on.dim = false;
    else if (code === '39') on.colour = undefined;
    else on.colour = COLOURS[code];
  }
  return found;
}

function draw(line, row) {
  let column = 0;
  const spans = parts(line).map(({ text, bold, dim, colour }) => {
    const x = (PADDING + column * CELL.width).toFixed(1);
    const length = (text.length * CELL.width).toFixed(1);
    column += text.length;
    const fill = colour ?? (dim ? '#8b949e' : undefined);
    const style = `${fill === undefined ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`;
    return text.trim() === ''
      ? ''
      : `<tspan x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escape(text)}</tspan>`;
  });
  const y = PADDING + (row + 1) * CELL.height - 5;
  return spans.join('') === '' ? '' : `<text y="${y}" xml:space="preserve">${spans.join('')}</text>`;
}

const lines = [`\u001b[2m$\u001b[22m \u001b[1mdocklog ${SAMPLE}/*\u001b[22m`, '', ...capture()];
const width = Math.ceil(2 * PADDING + COLUMNS * CELL.width);
const height = 2 * PADDING + lines.length * CELL.height;
const svg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="docklog's report on a sample incident">`,
  `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
  `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">`,
  ...lines.map(draw).filter((line) => line !== ''),
  '</g>',
  '</svg>',
];
writeFileSync(fileURLToPath(new URL('../docs/terminal.svg', import.meta.url)), `${svg.join('\n')}\n`);
