import { html, type Html } from './html.ts';

/** `2026-11-22 09:03:35` in UTC: the cloud's clock, as CloudWatch shows it. */
export function dateAndTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

/** `09:03:35` in UTC, and the whole moment for machines and on hovering. */
export function timeOf(milliseconds: number): Html {
  const whole = new Date(milliseconds).toISOString();
  return html`<time datetime="${whole}" title="${whole}">${whole.slice(11, 19)}</time>`;
}

/** `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const parts = (of: number, small: number, big: string, little: string) => {
    const rest = Math.floor((seconds % of) / small);
    return `${Math.floor(seconds / of)} ${big}${rest === 0 ? '' : ` ${rest} ${little}`}`;
  };
  if (seconds < 3600) return parts(60, 1, 'min', 's');
  return seconds < 86_400 ? parts(3600, 60, 'h', 'min') : parts(86_400, 3600, 'd', 'h');
}
