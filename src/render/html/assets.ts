/**
 * Style and script of the HTML report, and the hashes by which its content security policy admits exactly them.
 * A test holds text and hash together; it prints the hash to put here after a change.
 */

export const STYLE = `:root{color-scheme:light dark;--fg:#1a1c1f;--bg:#fff;--soft:#f3f4f6;--line:#d5d8dd;--dim:#5b626c;--critical:#a40014;--error:#c62828;--warning:#9a5b00;--info:#0b62a8}
@media (prefers-color-scheme:dark){:root{--fg:#e5e7ea;--bg:#15171a;--soft:#1f2226;--line:#3a3f46;--dim:#a0a7b1;--critical:#ff6b7a;--error:#ff8a80;--warning:#f2b35a;--info:#79b8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem 1.25rem 4rem;font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:1.5rem;line-height:1.25;margin:.4rem 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0;max-width:60rem}
.dim,footer,caption{color:var(--dim)}
.badge{display:inline-block;padding:0 .5em;border:1px solid currentColor;border-radius:.3em;font-weight:600;font-size:.85em;text-transform:uppercase}
.critical{color:var(--critical);fill:var(--critical)}
.error{color:var(--error);fill:var(--error)}
.warning{color:var(--warning);fill:var(--warning)}
.info{color:var(--info);fill:var(--info)}
.notice{border-left:4px solid var(--warning);background:var(--soft);padding:.4rem .8rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.6rem 0}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
pre,code{font:13px/1.45 ui-monospace,monospace}
pre{margin:.2rem 0 .6rem;padding:.4rem .6rem;background:var(--soft);border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}
.risk{color:var(--warning)}
.place{color:var(--dim);font-size:.9em;margin-top:.4rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
tr:target{background:var(--soft)}
summary{cursor:pointer;padding:.2rem 0}
svg{display:block;width:100%;height:auto;background:var(--soft);border-radius:.3rem}
svg text{font:11px system-ui,sans-serif;fill:var(--dim)}
svg .lane,svg .tick{stroke:var(--line)}
svg .span{opacity:.3}
input{font:inherit;width:100%;max-width:30rem;padding:.3rem .5rem;margin:.4rem 0}
[hidden]{display:none}
@media print{body{max-width:none;padding:0;font-size:11px}input{display:none}details::details-content{content-visibility:visible;display:block}h2{break-after:avoid}pre,svg,tr{break-inside:avoid}}`;

/** Filters the rows of the timeline by the words typed; without it the table is simply whole. */
export const SCRIPT = `(function(){var box=document.getElementById('filter'),table=document.getElementById('timeline');if(!box||!table)return;var rows=[].slice.call(table.tBodies[0].rows),texts=rows.map(function(row){return row.textContent.toLowerCase()});box.hidden=false;box.addEventListener('input',function(){var words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);rows.forEach(function(row,at){row.hidden=!words.every(function(word){return texts[at].indexOf(word)>=0})})})})();`;

export const STYLE_HASH = 'sha256-cYkCiCSu5eE8/++L8mmtGV7V88gigV9Y69ePln9vzkw=';
export const SCRIPT_HASH = 'sha256-twokrGGkvSDlzbIM90tElOhCwKVArlaOisCkdcbsef8=';
