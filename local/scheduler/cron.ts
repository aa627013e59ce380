import { validation } from './errors.ts';

/** The six fields of a cron expression as the values that they allow. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY = 86_400_000;
const FURTHEST_DAYS = 366 * 5;

/**
 * Minutes, hours, day of month, month, day of week, year (EventBridge Scheduler user guide, "Cron-based schedules"),
 * without the letters L, W and #. Throws ValidationException.
 */
export function readCron(text: string, expression: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  const oneDayFieldIsOpen = (days === '?') !== (weekdays === '?');
  if (fields.length !== 6 || !oneDayFieldIsOpen) throw validation(`Invalid Schedule Expression ${expression}.`);
  const read = (field: string, from: number, to: number, names: readonly string[] = []) => readField(field, from, to, names, expression);
  return {
    minutes: read(minutes, 0, 59),
    hours: read(hours, 0, 23),
    days: read(days, 1, 31),
    months: read(months, 1, 12, MONTHS),
    weekdays: read(weekdays, 1, 7, WEEKDAYS),
    years: read(years, 1970, 2199),
  };
}

function readField(field: string, from: number, to: number, names: readonly string[], expression: string): ReadonlySet<number> {
  const values = field.split(',').flatMap((part) => {
    const { base = '', step } = /^(?<base>[^/]+)(?:\/(?<step>[1-9]\d*))?$/.exec(part)?.groups ?? {};
    const [first = '', last] = base === '*' || base === '?' ? [String(from), String(to)] : base.split('-');
    const low = valueOf(first, names);
    const high = last === undefined ? (step === undefined ? low : to) : valueOf(last, names);
    if (!(low >= from && high <= to && low <= high)) throw validation(`Invalid Schedule Expression ${expression}.`);
    return Array.from({ length: high - low + 1 }, (_, index) => low + index).filter((value) => (value - low) % Number(step ?? 1) === 0);
  });
  return new Set(values);
}

function valueOf(text: string, names: readonly string[]): number {
  const place = names.indexOf(text.toUpperCase());
  if (place >= 0) return place + 1;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** The first time after `after`, in milliseconds; undefined when there is none within five years. */
export function nextCronTime(cron: Cron, after: number): number | undefined {
  const firstDay = Math.floor(after / DAY) * DAY;
  for (let offset = 0; offset <= FURTHEST_DAYS; offset += 1) {
    const midnight = firstDay + offset * DAY;
    if (!includesDay(cron, new Date(midnight))) continue;
    const times = [...cron.hours].flatMap((hour) => [...cron.minutes].map((minute) => midnight + (hour * 60 + minute) * 60_000));
    const next = times.filter((time) => time > after).toSorted((one, other) => one - other)[0];
    if (next !== undefined) return next;
  }
  return undefined;
}

function includesDay(cron: Cron, day: Date): boolean {
  return (
    cron.years.has(day.getUTCFullYear()) &&
    cron.months.has(day.getUTCMonth() + 1) &&
    cron.days.has(day.getUTCDate()) &&
    cron.weekdays.has(day.getUTCDay() + 1)
  );
}
