import { compact } from '../style.js';

/**
 * Search over the text of the page, closed sections included. Hits are painted without touching the page's elements
 * where the browser can, else selected one by one. The rows of the timeline are counted from its data.
 */
export const SEARCH_SCRIPT = compact(String.raw`
var MOST=2000,box=id('search'),hits=[],current=-1,corpus=null,inTimeline=0;
function read(){
var nodes=[],starts=[],text='',last=null,main=id('main');
var walker=document.createTreeWalker(main,NodeFilter.SHOW_TEXT);
for(var node=walker.nextNode();node;node=walker.nextNode()){
var parent=node.parentElement;
if(parent.closest('script,svg,button,select,#timeline tbody,.sr'))continue;
var block=parent.closest('p,li,td,th,pre,h1,h2,h3,h4,h5,dt,dd,summary');
if(block!==last)text+='\n';
last=block;nodes.push(node);starts.push(text.length);text+=node.data}
var lower=text.toLowerCase();
return {nodes:nodes,starts:starts,text:lower.length===text.length?lower:text}}
function place(at){var low=0,high=corpus.starts.length-1;while(low<high){var mid=low+high+1>>1;if(corpus.starts[mid]<=at)low=mid;else high=mid-1}return low}
function rangeOf(from,to){var a=place(from),b=place(to-1),range=document.createRange();range.setStart(corpus.nodes[a],from-corpus.starts[a]);range.setEnd(corpus.nodes[b],to-corpus.starts[b]);return range}
var paints=window.CSS&&CSS.highlights&&window.Highlight;
function paint(){if(!paints)return;CSS.highlights.clear();if(!hits.length)return;var every=new Highlight();hits.forEach(function(one){every.add(one)});CSS.highlights.set('hit',every);if(current>=0){var now=new Highlight(hits[current]);now.priority=1;CSS.highlights.set('current',now)}}
function tell(){var words=box.value.trim();id('hits').textContent=words===''?'':(hits.length?(current<0?'':current+1+' of ')+hits.length+(hits.length===MOST?' or more':''):'no hit')+(inTimeline?', timeline '+inTimeline:'')}
function search(){
var wanted=box.value.trim().toLowerCase();hits=[];current=-1;inTimeline=0;
if(wanted!==''){
corpus=read();
for(var at=corpus.text.indexOf(wanted);at>=0&&hits.length<MOST;at=corpus.text.indexOf(wanted,at+wanted.length))if(wanted.indexOf('\n')<0)hits.push(rangeOf(at,at+wanted.length));
inTimeline=countInTimeline(wanted)}
paint();tell()}
function go(step){
if(!hits.length){if(inTimeline)filterTimeline(box.value);return}
current=(current+step+hits.length)%hits.length;
var range=hits[current],node=range.startContainer.parentElement;
reveal(node);node.scrollIntoView({block:'center'});
if(!paints){var chosen=getSelection();chosen.removeAllRanges();chosen.addRange(range)}
paint();tell()}
var waiting=0;
box.addEventListener('input',function(){clearTimeout(waiting);waiting=setTimeout(search,80)});
box.addEventListener('keydown',function(event){
if(event.key==='Enter'){event.preventDefault();clearTimeout(waiting);if(current<0&&!hits.length)search();go(event.shiftKey?-1:1)}
else if(event.key==='Escape'){box.value='';search();box.blur()}});
id('next').addEventListener('click',function(){go(1)});
id('previous').addEventListener('click',function(){go(-1)});
addEventListener('keydown',function(event){if(event.key==='/'&&!event.ctrlKey&&!event.metaKey&&!event.altKey&&!typing(event.target)){event.preventDefault();box.focus();box.select()}});
id('find').hidden=false;
`);
