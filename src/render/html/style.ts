/** Strips what only people who read this source need. */
export function compact(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
}

const LIGHT = `--fg:#1a1c1f;--bg:#fff;--soft:#f4f5f7;--line:#d5d8dd;--dim:#555c66;--critical:#a40014;--error:#b3261e;--warning:#8a4f00;--info:#0b5c9e;--mark:#ffe48a;--markfg:#1a1c1f;--hit:#ffb35c;--link:#0b5c9e`;
const DARK = `--fg:#e5e7ea;--bg:#15171a;--soft:#1f2226;--line:#3a3f46;--dim:#a9b0ba;--critical:#ff7d8a;--error:#ff8f86;--warning:#f2b35a;--info:#85bdff;--mark:#5c4a00;--markfg:#fff3c4;--hit:#8a4b00;--link:#85bdff`;

/** Style of the HTML report. Every colour keeps a contrast of 4.5 to its ground, light and dark. */
export const STYLE = compact(`
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem}
body{margin:0 auto;max-width:80rem;padding:0 1.25rem 3rem;font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);overflow-wrap:break-word}
a{color:var(--link)}
h1{font-size:1.45rem;line-height:1.25;margin:0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3,h4,h5{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0;max-width:70rem}
:focus-visible{outline:2px solid var(--info);outline-offset:2px}
main:focus{outline:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem;padding:.3rem .8rem;background:var(--bg);z-index:3}
.skip:focus{left:.5rem;top:.5rem}
.dim,footer{color:var(--dim)}
h2 .dim{font-size:.85rem;font-weight:400}
.top{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:center;position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);padding:.35rem 0;margin-bottom:.8rem;font-size:.93em}
.brand{font-weight:700}
.top nav{display:flex;flex-wrap:wrap;gap:.2rem .9rem}
.find{margin-left:auto;display:flex;gap:.3rem;align-items:center}
#hits{font-size:.85em;color:var(--dim);white-space:nowrap}
input,select,button{font:inherit;font-size:.93em;color:var(--fg);background:var(--bg);border:1px solid var(--dim);border-radius:.3rem;padding:.15rem .5rem;max-width:100%;min-height:1.9rem}
button{cursor:pointer}
button:hover{background:var(--soft)}
button:disabled{opacity:.5;cursor:default}
::placeholder{color:var(--dim);opacity:1}
.badge{display:inline-block;padding:0 .45em;border:1px solid currentColor;border-radius:.3em;font-weight:600;font-size:.78rem;line-height:1.5;text-transform:uppercase}
.critical{color:var(--critical);fill:var(--critical)}
.error{color:var(--error);fill:var(--error)}
.warning{color:var(--warning);fill:var(--warning)}
.info{color:var(--info);fill:var(--info)}
.notice{border-left:4px solid var(--warning);background:var(--soft);padding:.4rem .8rem}
.incident{color:inherit}
.head{display:flex;flex-wrap:wrap;gap:.3rem .7rem;align-items:baseline}
.head .badge{flex:none}
.head h1{flex:1 1 16rem;min-width:0}
.lead{margin:.4rem 0 .6rem;max-width:none}
.card{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,3fr) minmax(0,7fr);gap:.3rem 1.6rem;margin:.5rem 0;padding:.45rem .8rem;background:var(--soft);border-radius:.4rem}
.card dt{font-size:.82em}
.card dd{overflow-wrap:anywhere}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 1.8rem}
.two>section{min-width:0}
.two h2,.two h3,.two h4,.two h5{margin-top:.6rem}
.why,.viewer ol{list-style:none;margin:0;padding:0}
.why li{border-left:3px solid var(--line);padding:0 0 0 .6rem;margin:0 0 .55rem}
.steps{margin:.2rem 0;padding-left:1.4rem}
.steps li{margin:0 0 .5rem}
.place{color:var(--dim);font-size:.87em;margin:0;overflow-wrap:anywhere}
.place .src{color:var(--link)}
.role{font-style:italic}
.t,.no{font-variant-numeric:tabular-nums}
.no{color:var(--link)}
.two ul{margin:.2rem 0;padding-left:1.2rem}
.viewer{margin:.3rem 0 .8rem}
.viewer ol{border-left:3px solid var(--line);padding-left:.6rem}
.viewer li{margin:.2rem 0}
.file{font-weight:600;overflow-wrap:anywhere}
pre,code,kbd{font:13px/1.45 ui-monospace,monospace}
code{overflow-wrap:anywhere}
pre{margin:.2rem 0 .4rem;padding:.35rem .6rem;background:var(--soft);border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}
kbd{border:1px solid var(--line);border-radius:.2rem;padding:0 .3em}
mark{background:var(--mark);color:var(--markfg);border-radius:.15em}
::highlight(hit){background:var(--mark);color:var(--markfg)}
::highlight(current){background:var(--hit);color:var(--fg)}
.cmd{display:flex;gap:.4rem;align-items:flex-start;margin:.2rem 0 .3rem}
.cmd pre{flex:1;margin:0;min-width:0}
.risk{margin:.1rem 0;color:var(--warning)}
dl{margin:.4rem 0}
dt{color:var(--dim)}
dd{margin:0 0 .2rem;overflow-wrap:anywhere}
.more{border-top:1px solid var(--line)}
.more dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.1rem 1rem}
.more dt{grid-column:1}
.more dd{grid-column:2}
summary{cursor:pointer;padding:.2rem 0;overflow-wrap:anywhere}
summary h3,summary h4{display:inline;margin:0}
.line summary{padding:0;list-style:none}
.line summary::-webkit-details-marker{display:none}
.line summary code::after{content:' ▸ whole line';color:var(--dim);font-size:.85em;white-space:nowrap}
.line[open] summary code::after{content:' ▾'}
.inner{border-left:3px solid var(--line);padding:0 0 .4rem .8rem;margin:.2rem 0 .6rem}
.tree,.tree ul{list-style:none;padding-left:1.1rem;margin:.1rem 0}
.tree{padding-left:0}
.tree ul{border-left:1px solid var(--line)}
:target>summary,tr.here{background:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.2rem .7rem .2rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
td{min-width:3.5rem}
td code{overflow-wrap:anywhere}
td .cmd{min-width:16rem}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
th button{border:0;min-height:0;padding:0;font-weight:inherit;background:none;text-align:inherit}
th button::after{content:' ↕';color:var(--dim)}
th[aria-sort=ascending] button::after{content:' ↑'}
th[aria-sort=descending] button::after{content:' ↓'}
.controls{display:flex;flex-wrap:wrap;gap:.4rem;margin:.4rem 0}
.zoom{display:flex;gap:.2rem}
.zoom button{min-width:2rem}
#source{max-width:16rem}
#filter{width:16rem}
.stage{touch-action:pan-y;user-select:none;border-radius:.3rem}
.keys{font-size:.85em}
svg{display:block;width:100%;height:auto;background:var(--soft);border-radius:.3rem}
svg text{font:11px system-ui,sans-serif;fill:var(--dim)}
svg .lane,svg .tick{stroke:var(--line)}
svg .span{opacity:.3}
svg .wait{opacity:.75}
svg .brush{fill:var(--info);opacity:.2}
svg .dot{cursor:pointer}
.live .scroll:has(#timeline){max-height:34rem;overflow:auto}
.live #timeline thead th{position:sticky;top:0;background:var(--bg)}
.graph{list-style:none;margin:.3rem 0;padding:0}
.graph>li{display:flex;align-items:center;margin:.5rem 0}
.node{flex:1 1 0;min-width:0;border:1px solid var(--dim);border-radius:.4rem;padding:.35rem .6rem;overflow-wrap:anywhere;background:var(--soft)}
.waiters{border-color:var(--warning)}
.holder{border:2px solid var(--error)}
.edge{flex:none;padding:0 .5rem;color:var(--dim);font-size:.87em;text-align:center}
.edge::after{content:'⟶';display:block;line-height:1}
footer{margin-top:2rem;font-size:.87em}
[hidden]{display:none!important}
@media (max-width:700px){
body{padding:0 .8rem 2rem}
.top{position:static}
html{scroll-padding-top:0}
.find{margin-left:0;flex:1 1 100%}
.find input{flex:1;min-width:0}
h1{font-size:1.2rem}
.card{display:block}
.head h1{flex-basis:100%}
.scroll table:not(#timeline,.sortable){min-width:36rem}
.sortable :is(th,td):nth-child(4){display:none}
.graph>li{display:block}
.edge::after{content:'↓'}
.more dl{display:block}
#filter,#source{width:100%;max-width:none}
.controls label{flex:1 1 9rem}
#timeline thead{display:none}
#timeline,#timeline tbody{display:block}
#timeline tr{display:flex;flex-wrap:wrap;gap:0 .6rem;border-bottom:1px solid var(--line);padding:.25rem 0}
#timeline td{border:0;padding:0;min-width:0;overflow-wrap:anywhere}
#timeline td:nth-child(4){flex:1 1 100%}
}
@media print{
:root{${LIGHT}}
body{max-width:none;padding:0;font-size:11px}
.top,.skip,.controls,.copy,.keys,.line summary{display:none!important}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.live .scroll:has(#timeline){max-height:none}
.scroll{overflow:visible}
h1,h2,h3,h4{break-after:avoid}
pre,svg,tr,.node{break-inside:avoid}
}
`);
