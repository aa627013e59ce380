/** Blue and vermilion of Okabe and Ito (Color Universal Design, 2008): told apart with every common colour vision. */
export const style = `
:root{--baseline:#0072b2;--current:#d55e00;--ink:#1a1a1a;--paper:#fff;--line:#ccc}
@media (prefers-color-scheme:dark){:root{--baseline:#56b4e9;--current:#e69f00;--ink:#eee;--paper:#161616;--line:#444}}
*{box-sizing:border-box}
body{font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:.2rem 0;overflow-wrap:anywhere}h2 small{font-weight:normal;opacity:.75}
.verdict{font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
section{border-top:1px solid var(--line);padding:.8rem 0;break-inside:avoid}section p{margin:.2rem 0;overflow-wrap:anywhere}
svg{width:100%;height:auto;display:block}svg rect{fill:var(--baseline);opacity:.45}svg path{fill:none;stroke:var(--current);stroke-width:2.5}
svg text{font-size:11px;fill:var(--ink)}
.key{display:inline-block;width:1.2em;height:.8em;margin-left:.8em;vertical-align:baseline}.key.baseline{background:var(--baseline);opacity:.45}.key.current{border-top:3px solid var(--current)}
table{border-collapse:collapse;font-size:.85rem;margin:.4rem 0;max-width:100%}td,th{padding:.1rem .6rem .1rem 0;text-align:right;overflow-wrap:anywhere}th[scope=row]{text-align:left;font-weight:normal}
details{font-size:.9rem}button{font:inherit;padding:.2rem .7rem}footer{border-top:1px solid var(--line);padding-top:.6rem;font-size:.85rem}
@media print{body{max-width:none;padding:0;color:#000;background:#fff}.sort{display:none}details>*{display:block}details::details-content{content-visibility:visible;display:block}}
`;

/** Sorting only; without it the page still comes sorted by score. */
export const script = `
const main=document.querySelector('main'),bar=document.querySelector('.sort');bar.hidden=false;
bar.addEventListener('click',(event)=>{const key=event.target.dataset.key;if(!key)return;
const by=key==='name'?(a,b)=>a.dataset.name.localeCompare(b.dataset.name):(a,b)=>b.dataset[key]-a.dataset[key];
main.append(...[...main.children].sort(by));});
addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach((item)=>{item.open=true;}));
`;
