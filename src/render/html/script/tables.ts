import { compact } from '../style.js';

/** Tables of goroutine groups: sorted by their heads, filtered by words. */
export const TABLES_SCRIPT = compact(String.raw`
all('table.sortable').forEach(function(table){
var body=table.tBodies[0],rows=[].slice.call(body.rows);
function valueOf(row,at){var cell=row.cells[at],data=cell.querySelector('data');return data?Number(data.value):cell.textContent.toLowerCase()}
all('th',table).forEach(function(head,at){
var button=el('button',head.textContent);button.type='button';
head.textContent='';head.appendChild(button);
button.addEventListener('click',function(){
var down=head.getAttribute('aria-sort')!=='descending';
all('th',table).forEach(function(one){one.removeAttribute('aria-sort')});
head.setAttribute('aria-sort',down?'descending':'ascending');
rows.sort(function(a,b){var x=valueOf(a,at),y=valueOf(b,at);return (x<y?-1:x>y?1:0)*(down?-1:1)});
rows.forEach(function(row){body.appendChild(row)})})});
if(rows.length<2)return;
var texts=new Map(rows.map(function(row){return [row,row.textContent.toLowerCase()]}));
var box=el('input');box.type='search';box.placeholder='Filter groups';box.setAttribute('aria-label','Filter groups');
var controls=el('div',undefined,'controls');controls.appendChild(box);
var scroll=table.parentElement;scroll.parentElement.insertBefore(controls,scroll);
box.addEventListener('input',function(){var words=box.value.toLowerCase().split(/\s+/).filter(Boolean);rows.forEach(function(row){row.hidden=!words.every(function(word){return texts.get(row).indexOf(word)>=0})})})});
`);
