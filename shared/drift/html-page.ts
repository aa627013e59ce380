/** Blue and vermilion of Okabe and Ito (Color Universal Design, 2008): told apart with every common colour vision, and by fill against outline. */
export const style = `
:root{color-scheme:light dark;--baseline:#0072b2;--current:#d55e00;--ink:#1c1f23;--soft:#5a626c;--paper:#f5f6f8;--card:#fff;--line:#dfe3e8;--track:#eef0f3;--drift:#a4133c;--possible:#7a5200;--none:#1d6f5c}
@media screen and (prefers-color-scheme:dark){:root{--baseline:#56b4e9;--current:#f0a13a;--ink:#e8eaed;--soft:#a3abb5;--paper:#14171a;--card:#1d2125;--line:#343a41;--track:#272c31;--drift:#ff8fa9;--possible:#f2c14e;--none:#6fd3b8}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--ink);background:var(--paper);max-width:76rem;margin:0 auto;padding:1.25rem 1rem 3rem}
h1{font-size:.95rem;font-weight:600;color:var(--soft);margin:0 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
p{margin:.35rem 0;overflow-wrap:anywhere}
.verdict{font-size:1.45rem;line-height:1.3;font-weight:650;margin:0 0 .5rem}
.verdict .sign,.level{color:var(--none)}.drift .sign,.drift .level{color:var(--drift)}.possible .sign,.possible .level{color:var(--possible)}
header,.column{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.25rem}
header{border-left:6px solid var(--none)}header.drift{border-left-color:var(--drift)}header.possible{border-left-color:var(--possible)}
.facts{color:var(--soft);font-size:.95rem}
.findings{margin:.7rem 0 0;padding:.1rem 0 0 1.2rem}.findings li{margin:.2rem 0;overflow-wrap:anywhere}
.bar{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:.8rem .25rem;position:sticky;top:0;background:var(--paper);z-index:1;font-size:.92rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0}.sort{display:flex;flex-wrap:wrap;gap:.35rem;align-items:center;margin:0}.sort[hidden]{display:none}
.key{display:inline-block;width:1.5em;height:.85em;margin-right:.4em;vertical-align:-.05em;border-radius:2px}.key.baseline{background:var(--baseline);opacity:.5}.key.current{border:2.5px solid var(--current)}
button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:999px;padding:.2rem .8rem;min-height:2rem;cursor:pointer}
button[aria-pressed=true]{background:var(--ink);color:var(--card);border-color:var(--ink)}button:focus-visible,summary:focus-visible{outline:3px solid var(--baseline);outline-offset:2px}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1rem;align-items:start}
.column{min-width:0}.column.drift{border-color:var(--drift)}
.head{display:flex;justify-content:space-between;gap:.8rem;align-items:baseline}.level{font-size:.88rem;font-weight:650;white-space:nowrap}
.score{color:var(--soft);font-size:.9rem}.score b{color:var(--ink);font-variant-numeric:tabular-nums}
.meter{position:relative;height:6px;border-radius:3px;background:var(--track);margin:.35rem 0 .6rem}.meter span{display:block;height:100%;border-radius:3px;background:var(--soft)}.drift .meter span{background:var(--drift)}.meter i{position:absolute;left:50%;top:-3px;bottom:-3px;width:2px;background:var(--ink)}
.why{font-size:.95rem}
svg{display:block;width:100%;overflow:visible}rect{fill:var(--baseline);opacity:.5}rect.hint{fill:transparent;opacity:1}rect.track{fill:var(--track);opacity:1}path{fill:none;stroke:var(--current);stroke-width:2.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.histogram{margin-top:.9rem}.histogram svg{height:7rem;border-bottom:1px solid var(--soft)}.top{display:block;font-size:.8rem;color:var(--soft);border-bottom:1px dashed var(--line)}
.axis{display:flex;justify-content:space-between;gap:.6rem;font-size:.8rem;color:var(--soft);margin:.2rem 0 0}.axis span{max-width:34%}.axis span:nth-child(2):not(:last-child){text-align:center}.axis span:last-child:not(:first-child){text-align:right}
.values{display:grid;grid-template-columns:minmax(3rem,34%) 1fr auto;gap:.3rem .7rem;align-items:center;margin-top:.9rem;font-size:.85rem}.values svg{height:1.1rem}.value{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.shares{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap;text-align:right}
details{margin-top:.7rem;font-size:.88rem}summary{cursor:pointer;color:var(--soft);padding:.2rem 0}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}td,th{padding:.18rem 0 .18rem .7rem;text-align:right;border-bottom:1px solid var(--line);font-weight:normal}thead th{color:var(--soft)}th:first-child{text-align:left;padding-left:0;overflow-wrap:anywhere}
.empty{color:var(--soft);font-style:italic}footer{color:var(--soft);font-size:.88rem;padding:1.2rem .25rem 0}
@media(max-width:30rem){body{padding:.6rem .6rem 2rem}header,.column{padding:.9rem}.verdict{font-size:1.2rem}.bar{position:static}.values{grid-template-columns:minmax(3rem,30%) 1fr auto;gap:.3rem .5rem;font-size:.8rem}}
@media print{:root{--paper:#fff;--card:#fff}body{max-width:none;padding:0;font-size:11pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}.sort{display:none!important}.bar{position:static}main{display:block;columns:2;column-gap:1rem}.column{break-inside:avoid;margin:0 0 1rem}details>*{display:block}details::details-content{content-visibility:visible;display:block}summary{list-style:none}}
`;

/** Sorting only; without it the page still comes sorted by score. */
export const script = `
const main=document.querySelector('main'),bar=document.querySelector('.sort');bar.hidden=main.children.length<2;
const first=[...main.children];
const by={score:(a,b)=>first.indexOf(a)-first.indexOf(b),name:(a,b)=>a.dataset.name.localeCompare(b.dataset.name),nulls:(a,b)=>b.dataset.nulls-a.dataset.nulls,position:(a,b)=>a.dataset.position-b.dataset.position};
bar.addEventListener('click',(event)=>{const key=event.target.dataset.key;if(!key)return;
for(const button of bar.querySelectorAll('button'))button.setAttribute('aria-pressed',String(button===event.target));
main.append(...[...main.children].sort(by[key]));});
addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach((item)=>{item.open=true;}));
`;
