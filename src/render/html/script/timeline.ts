import { compact } from '../style.js';

/**
 * The timeline from its embedded data: what is filtered, which span is shown, the picture of it, and a window of rows.
 * Marks closer than a few pixels are drawn as one, so that the picture stays small whatever the log held; rows are made
 * 200 at a time and 1,000 are kept. Times are whole µs.
 */
export const TIMELINE_SCRIPT = compact(String.raw`
var countInTimeline=function(){return 0},filterTimeline=function(){};
(function(){
var raw=id('data');if(!raw)return;
var data=JSON.parse(raw.textContent),head=data.shift(),entries=data,bars=head.bars,zones=head.zones,sources=head.sources;
raw.textContent='';
var SEVERITIES=['info','warning','error','critical'],PAGE=200,KEPT=1000,MAX_LANES=14;
var filter=id('filter'),severity=id('severity'),source=id('source'),stage=id('stage'),state=id('state'),body=id('timeline')&&id('timeline').tBodies[0],list=body&&body.closest('.scroll');
var lower=null;
function textOf(at){if(!lower)lower=new Array(entries.length);if(lower[at]===undefined){var one=entries[at];lower[at]=(one[6]+' '+sources[one[3]]+':'+one[4]+' '+one[7]).toLowerCase()}return lower[at]}
// Time in the zone of the report.
function zoneAt(us){var zone=zones.length?zones[0][1]:'UTC';for(var at=0;at<zones.length&&zones[at][0]<=us;at++)zone=zones[at][1];return zone}
function stamp(us){var zone=zoneAt(us),match=/^([+-])(\d\d):(\d\d)/.exec(zone),minutes=match?(match[1]==='-'?-1:1)*(Number(match[2])*60+Number(match[3])):0;return new Date(us/1000+minutes*60000).toISOString()}
function dateOf(us){return stamp(us).slice(0,10)}
function timeOf(us,digits){return stamp(us).slice(11,digits?20+digits:19)}
function lengthWords(us){var units=[[86400e6,'d'],[3600e6,'h'],[60e6,'min'],[1e6,'s'],[1e3,'ms'],[1,'us']];for(var at=0;at<units.length;at++)if(us>=units[at][0]*(at>2?1:2)||at===5)return Math.round(us/units[at][0]*10)/10+' '+units[at][1]}
// The whole span, and the one shown.
var low=Infinity,high=-Infinity;
entries.forEach(function(one){if(one[0]===null)return;low=Math.min(low,one[0]);high=Math.max(high,one[2]||one[0])});
bars.forEach(function(bar){low=Math.min(low,bar.from);high=Math.max(high,bar.to)});
var timed=low<=high,margin=Math.max((high-low)*.03,500000),full=[low-margin,high+margin],view=full.slice();
var chosen=[],from=0,to=0;
function zoomed(){return view[0]>full[0]||view[1]<full[1]}
function choose(){
var words=filter.value.toLowerCase().split(/\s+/).filter(Boolean),least=Number(severity.value),lane=source.value===''?-1:Number(source.value),cut=zoomed();
chosen=[];
for(var at=0;at<entries.length;at++){
var one=entries[at];
if(least===9?one[7]==='':one[5]<least)continue;
if(lane>=0&&one[3]!==lane)continue;
if(cut&&(one[0]===null||one[0]>view[1]||(one[2]||one[0])<view[0]))continue;
var fits=true;for(var word=0;word<words.length&&fits;word++)fits=textOf(at).indexOf(words[word])>=0;
if(fits)chosen.push(at)}}
function rowOf(at){
var one=entries[at],row=el('tr'),unsure=one[1]>=1e6;
row.id='t'+at;row.tabIndex=-1;
row.appendChild(el('td',one[0]===null?'unknown':dateOf(one[0])+' '+timeOf(one[0],unsure?0:3)+(unsure?' ± '+lengthWords(one[1]):''),'t'));
var level=el('td');level.appendChild(el('span',SEVERITIES[one[5]],SEVERITIES[one[5]]));row.appendChild(level);
row.appendChild(el('td',sources[one[3]]+':'+one[4]));
var what=el('td');what.appendChild(el('code',one[6]));row.appendChild(what);
var of=el('td');one[7].split(' ').filter(Boolean).forEach(function(key,n){if(n)of.appendChild(document.createTextNode(' '));var there=/^[A-Za-z][A-Za-z0-9]{0,15}$/.test(key)&&id(key),made=el(there?'a':'span',key);if(there)made.href='#'+key;of.appendChild(made)});row.appendChild(of);
return row}
function rows(){
if(!body)return;
var made=document.createDocumentFragment();for(var at=from;at<to;at++)made.appendChild(rowOf(chosen[at]));
body.textContent='';body.appendChild(made);mention()}
function count(n){return String(n).replace(/\B(?=(\d{3})+$)/g,',')}
function mention(){
if(!body)return;
id('before').disabled=from===0;id('after').disabled=to>=chosen.length;id('pages').hidden=chosen.length<=to-from;
var span=zoomed()?', '+dateOf(view[0])+' '+timeOf(view[0],view[1]-view[0]<1e7?3:0)+' to '+timeOf(view[1],view[1]-view[0]<1e7?3:0)+' ('+lengthWords(view[1]-view[0])+')':'';
state.textContent=count(chosen.length)+' of '+count(entries.length)+' entries'+span+(to-from<chosen.length?'; rows '+count(from+1)+' to '+count(to):'')}
function more(forward){
if(forward){var next=Math.min(chosen.length,to+PAGE);for(var at=to;at<next;at++)body.appendChild(rowOf(chosen[at]));to=next;while(to-from>KEPT){body.removeChild(body.firstChild);from++}}
else{var first=Math.max(0,from-PAGE),top=body.firstChild;for(var n=first;n<from;n++)body.insertBefore(rowOf(chosen[n]),top);from=first;while(to-from>KEPT){body.removeChild(body.lastChild);to--}}
mention()}
function show(entry){
var at=chosen.indexOf(entry);if(at<0)return;
if(at<from||at>=to){from=Math.max(0,at-20);to=Math.min(chosen.length,from+PAGE);rows()}
all('tr.here',body).forEach(function(row){row.classList.remove('here')});
var row=id('t'+entry);row.classList.add('here');row.scrollIntoView({block:'nearest'});row.focus({preventScroll:true})}
// The picture.
var NS='http://www.w3.org/2000/svg',svg=id('chart'),W=0,L=0,R=14,scale=1;
function svgEl(name,attributes,kind){var made=document.createElementNS(NS,name);for(var key in attributes)made.setAttribute(key,attributes[key]);if(kind)made.setAttribute('class',kind);return made}
function titled(node,text){var title=svgEl('title',{});title.textContent=text;node.insertBefore(title,node.firstChild);return node}
function x(us){return Math.min(W-R,Math.max(L,L+(us-view[0])*scale))}
function cut(text,most,start){return text.length<=most?text:start?'…'+text.slice(1-most):text.slice(0,most-1)+'…'}
var STEPS=[1e3,2e3,5e3,1e4,2e4,5e4,1e5,2e5,5e5,1e6,2e6,5e6,1e7,15e6,3e7,6e7,12e7,3e8,6e8,9e8,18e8,36e8,72e8,216e8,432e8,864e8,1728e8,6048e8,26784e8,80352e8,315576e8];
function draw(){
if(!svg||!timed)return;
W=Math.max(320,stage.clientWidth||1000);
var narrow=W<620,LANE=narrow?36:24,TOP=8;
L=narrow?8:Math.round(Math.min(380,W*.3));scale=(W-L-R)/(view[1]-view[0]);
while(svg.childNodes.length>2)svg.removeChild(svg.lastChild);
var seen={},lanes=[],cells={};
chosen.forEach(function(at){var one=entries[at];if(one[0]===null)return;var lane=one[3];if(!seen[lane]){seen[lane]=true;lanes.push(lane)}});
lanes.sort(function(a,b){return a-b});var hidden=Math.max(0,lanes.length-MAX_LANES);lanes=lanes.slice(0,MAX_LANES);
var rank={};lanes.forEach(function(lane,n){rank[lane]=n});
var shown=bars.filter(function(bar){return bar.to>=view[0]&&bar.from<=view[1]});
var height=TOP+(lanes.length+shown.length+(hidden?1:0))*LANE,H=height+26;
svg.setAttribute('viewBox','0 0 '+W+' '+H);
var room=view[1]-view[0],wanted=room/Math.max(2,Math.floor((W-L)/110)),step=STEPS.find(function(one){return one>=wanted})||STEPS[STEPS.length-1];
var shift=Date.parse(stamp(view[0]))*1000-Math.floor(view[0]/1000)*1000;
var previous='';
for(var tick=Math.ceil((view[0]+shift)/step)*step-shift,n=0;tick<=view[1]&&n<40;tick+=step,n++){
var px=x(tick);if(px>W-R-20||px<L+10)continue;
svg.appendChild(svgEl('line',{x1:px,x2:px,y1:TOP,y2:height+6},'tick'));
var day=dateOf(tick),label=step>=864e8?day:(day!==previous&&!narrow?day.slice(5)+' ':'')+timeOf(tick,step<1e6?3:0).slice(0,step>=6e7?5:12);previous=day;
var text=svgEl('text',{x:px,y:height+19,'text-anchor':'middle'});text.textContent=label;svg.appendChild(text)}
function lane(n,label,start){var y=TOP+n*LANE+(narrow?26:LANE/2);svg.appendChild(svgEl('line',{x1:L,x2:W-R,y1:y,y2:y},'lane'));var text=svgEl('text',{x:4,y:narrow?y-11:y+4});text.textContent=cut(label,Math.floor((narrow?W:L)/(narrow?7:6.2)),start);svg.appendChild(titled(text,label));return y}
var ys=lanes.map(function(which,n){return lane(n,sources[which],true)});
chosen.forEach(function(at){
var one=entries[at],n=rank[one[3]];if(one[0]===null||n===undefined)return;
var key=n+':'+Math.floor(x(one[0])/4),cell=cells[key];
if(!cell)cells[key]=cell={n:n,at:at,severity:one[5],count:0,by:[0,0,0,0],first:one[0],last:one[0],early:one[0],late:one[0]};
cell.count++;cell.by[one[5]]++;cell.last=one[0];cell.severity=Math.max(cell.severity,one[5]);cell.early=Math.min(cell.early,one[0]-one[1]);cell.late=Math.max(cell.late,one[0]+one[1])});
// Of many entries their number is shown, and how grave they are.
var dense=chosen.length>400,drawn=Object.keys(cells).map(function(key){return cells[key]});
drawn.sort(function(a,b){return a.severity-b.severity});
drawn.forEach(function(cell){
var y=ys[cell.n],one=entries[cell.at],group=svgEl('g',{},'dot '+SEVERITIES[cell.severity]),a=x(cell.early),b=x(cell.late);
if(b-a>8)group.appendChild(svgEl('rect',{x:a,y:y-4,width:b-a,height:8},'span'));
if(dense&&cell.count>1){var tall=4+Math.min(14,3*Math.log2(cell.count)),top=y+9;cell.by.forEach(function(n,level){if(!n)return;var part=Math.max(2,tall*n/cell.count);top-=part;group.appendChild(svgEl('rect',{x:Math.floor(x(cell.first)/4)*4,y:top,width:3.5,height:part},SEVERITIES[level]))})}
else if(cell.last>=view[0])group.appendChild(svgEl('circle',{cx:(x(cell.first)+x(cell.last))/2,cy:y,r:cell.count>1?6:5}));
group.setAttribute('data-entry',cell.at);
svg.appendChild(titled(group,(cell.count>1?count(cell.count)+' entries from ':'')+timeOf(one[0],3)+' '+sources[one[3]]+':'+one[4]+' '+one[6].slice(0,200)))});
shown.forEach(function(bar,n){
var y=lane(lanes.length+n,bar.label,false),group=svgEl('g',{},'bar '+bar.severity),a=x(bar.from-bar.unsure),b=x(bar.from),c=Math.max(b+2,x(bar.to));
group.appendChild(svgEl('rect',{x:a,y:y-6,width:b-a,height:12},'span'));
group.appendChild(svgEl('rect',{x:b,y:y-6,width:c-b,height:12},'wait'));
svg.appendChild(titled(group,bar.label+': '+bar.detail+', '+timeOf(bar.from,0)+' to '+timeOf(bar.to,0)))});
if(hidden){var rest=svgEl('text',{x:4,y:height-8});rest.textContent='and '+hidden+' more sources: choose one above';svg.appendChild(rest)}}
function refresh(){choose();from=0;to=Math.min(chosen.length,PAGE);rows();draw()}
function look(a,b){
var least=1000,whole=full[1]-full[0],length=Math.min(whole,Math.max(least,b-a)),middle=(a+b)/2;
a=middle-length/2;if(a<full[0])a=full[0];if(a+length>full[1])a=full[1]-length;
view=length>=whole?full.slice():[a,a+length];refresh()}
function zoom(factor,at){if(at===undefined)at=(view[0]+view[1])/2;look(at-(at-view[0])*factor,at+(view[1]-at)*factor)}
function pan(part){var by=(view[1]-view[0])*part;if(by<0)by=Math.max(by,full[0]-view[0]);else by=Math.min(by,full[1]-view[1]);look(view[0]+by,view[1]+by)}
var ACTS={'in':function(){zoom(.5)},out:function(){zoom(2)},left:function(){pan(-.4)},right:function(){pan(.4)},all:function(){look(full[0],full[1])}};
var KEYS={'+':'in','=':'in','-':'out',ArrowLeft:'left',ArrowRight:'right','0':'all'};
all('[data-zoom]').forEach(function(button){button.addEventListener('click',function(){ACTS[button.getAttribute('data-zoom')]()})});
if(svg){
stage.tabIndex=0;stage.setAttribute('role','group');stage.setAttribute('aria-label','Timeline picture');stage.setAttribute('aria-describedby','keys');id('keys').hidden=false;
stage.addEventListener('keydown',function(event){var act=KEYS[event.key];if(act&&!event.ctrlKey&&!event.metaKey&&!event.altKey){event.preventDefault();ACTS[act]()}});
var timeAt=function(event){var box=stage.getBoundingClientRect();return view[0]+(Math.min(W-R,Math.max(L,(event.clientX-box.left)*W/box.width))-L)/scale};
// The wheel belongs to the page until the picture is focused.
stage.addEventListener('wheel',function(event){if(document.activeElement!==stage&&!event.ctrlKey)return;event.preventDefault();zoom(event.deltaY<0?.8:1.25,timeAt(event))},{passive:false});
var start=null,brush=null;
stage.addEventListener('pointerdown',function(event){if(event.button!==0)return;start={at:timeAt(event),px:event.clientX,entry:event.target.closest&&event.target.closest('[data-entry]')}});
stage.addEventListener('pointermove',function(event){
if(!start||Math.abs(event.clientX-start.px)<5)return;
if(!brush){brush=svgEl('rect',{y:0,height:svg.viewBox.baseVal.height},'brush');svg.appendChild(brush);try{stage.setPointerCapture(event.pointerId)}catch(e){}}
var a=x(Math.min(start.at,timeAt(event))),b=x(Math.max(start.at,timeAt(event)));brush.setAttribute('x',a);brush.setAttribute('width',b-a)});
stage.addEventListener('pointerup',function(event){
if(!start)return;var begun=start,dragged=brush;start=brush=null;
if(dragged){dragged.remove();var end=timeAt(event);look(Math.min(begun.at,end),Math.max(begun.at,end))}
else if(begun.entry)show(Number(begun.entry.getAttribute('data-entry')))});
stage.addEventListener('pointercancel',function(){if(brush)brush.remove();start=brush=null});
var width=0;
if(window.ResizeObserver)new ResizeObserver(function(){if(Math.abs(stage.clientWidth-width)>1){width=stage.clientWidth;draw()}}).observe(stage)}
var waiting=0;
filter.addEventListener('input',function(){clearTimeout(waiting);waiting=setTimeout(refresh,entries.length>5000?150:0)});
severity.addEventListener('change',refresh);source.addEventListener('change',refresh);
if(body){
id('before').addEventListener('click',function(){more(false)});
id('after').addEventListener('click',function(){more(true)});
list.addEventListener('scroll',function(){if(list.scrollTop+list.clientHeight>list.scrollHeight-300&&to<chosen.length)more(true)})}
countInTimeline=function(words){var n=0;for(var at=0;at<entries.length;at++)if(textOf(at).indexOf(words)>=0)n++;return n};
filterTimeline=function(words){filter.value=words;refresh();id('timeline-section').scrollIntoView()};
id('controls').hidden=false;document.body.classList.add('live');refresh();
})();
`);
