import { compact } from '../style.js';

/** Shared by the other parts: elements by text only, announcements, and the way to something hidden. */
export const PAGE_SCRIPT = compact(String.raw`
function id(name){return document.getElementById(name)}
function all(selector,root){return [].slice.call((root||document).querySelectorAll(selector))}
function el(name,text,kind){var made=document.createElement(name);if(text!==undefined)made.textContent=text;if(kind)made.className=kind;return made}
function say(text){id('said').textContent=text}
function reveal(node){for(var at=node;at;at=at.parentElement)if(at.tagName==='DETAILS')at.open=true}
function typing(target){return /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)}
function follow(){var to=location.hash.length>1&&id(decodeURIComponent(location.hash.slice(1)));if(to){reveal(to);to.scrollIntoView()}}
try{follow()}catch(e){}
addEventListener('hashchange',function(){try{follow()}catch(e){}});
// Browsers that cannot open closed sections by style alone.
var closed=[];
addEventListener('beforeprint',function(){closed=all('details:not([open])');closed.forEach(function(one){one.open=true})});
addEventListener('afterprint',function(){closed.forEach(function(one){one.open=false});closed=[]});
// Copying: the clipboard where it may be used, else the selection.
function copyBySelection(node){var range=document.createRange();range.selectNodeContents(node);var chosen=getSelection();chosen.removeAllRanges();chosen.addRange(range);var done=false;try{done=document.execCommand('copy')}catch(e){}if(done)chosen.removeAllRanges();return done}
all('.copy').forEach(function(button){
var pre=button.parentElement.querySelector('pre');
function told(done){button.textContent=done?'Copied':'Selected';say(done?'Copied':'Selected: copy it with the keyboard');setTimeout(function(){button.textContent='Copy'},1500)}
button.setAttribute('aria-label','Copy command: '+pre.textContent.slice(0,60));
button.hidden=false;
button.addEventListener('click',function(){
if(navigator.clipboard&&navigator.clipboard.writeText)navigator.clipboard.writeText(pre.textContent).then(function(){told(true)},function(){told(copyBySelection(pre))});
else told(copyBySelection(pre))})});
`);
