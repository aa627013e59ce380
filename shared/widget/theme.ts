/** The console says which theme the viewer has. Blue and vermilion of Okabe and Ito, as in the reports; greys with a contrast of at least 4.5 to 1 on both of the console's grounds. */
const colours = {
  light: '--ink:#0f141a;--soft:#545b64;--line:#d5dbdb;--baseline:#0072b2;--current:#d55e00;--bad:#a4133c;--wait:#7a5200;--good:#1d6f5c;--link:#0b5cad',
  dark: '--ink:#e8eaed;--soft:#a3abb5;--line:#414d5c;--baseline:#56b4e9;--current:#f0a13a;--bad:#ff8fa9;--wait:#f2c14e;--good:#6fd3b8;--link:#89bdee',
} as const;

export type Theme = keyof typeof colours;

/** Every rule begins with our class: the page belongs to the console. */
export function styleOf(theme: Theme): string {
  const rules = [
    `{${colours[theme]};color:var(--ink);font-size:13px;line-height:1.45}`,
    ' table{border-collapse:collapse;width:100%}',
    ' th{text-align:left;font-weight:600;color:var(--soft);padding:4px 10px 4px 0;border-bottom:1px solid var(--line)}',
    ' td{vertical-align:top;padding:8px 10px 8px 0;border-bottom:1px solid var(--line);max-width:28em;overflow-wrap:break-word}',
    ' a{color:var(--link)}',
    ' .soft{color:var(--soft)}',
    ' .bad{color:var(--bad);font-weight:600}',
    ' .wait{color:var(--wait);font-weight:600}',
    ' .good{color:var(--good)}',
    ' .columns{display:flex;flex-wrap:wrap;gap:6px 14px}',
    ' .columns span{display:inline-block}',
    ' svg{display:block}',
    ' rect{fill:var(--baseline);opacity:.55}',
    ' path{fill:none;stroke:var(--current);stroke-width:1.5}',
  ];
  return `<style>${rules.map((rule) => `.meshloop${rule}`).join('')}</style>`;
}
