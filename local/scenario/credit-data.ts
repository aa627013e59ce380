import type { Dice } from '../core/dice.ts';

/** One applicant: the columns of the South German Credit data, coded as there (UCI 573). */
export type Applicant = Record<(typeof creditColumns)[number], number>;

export const creditColumns = [
  'status', 'duration', 'credit_history', 'purpose', 'amount', 'savings', 'employment_duration', 'installment_rate',
  'personal_status_sex', 'other_debtors', 'present_residence', 'property', 'age', 'other_installment_plans', 'housing',
  'number_credits', 'job', 'people_liable', 'telephone', 'foreign_worker', 'credit_risk',
] as const;

/**
 * Invented applicants. The label depends on the columns (checking account, duration, history, amount, savings, age),
 * so that a model has something to learn; the rest is chance.
 */
export function generateApplicants(rows: number, dice: Dice): Applicant[] {
  return Array.from({ length: rows }, () => applicant(dice));
}

export function toCsv(applicants: readonly Applicant[]): string {
  const lines = applicants.map((row) => creditColumns.map((column) => row[column]).join(','));
  return `${creditColumns.join(',')}\n${lines.join('\n')}\n`;
}

function applicant(dice: Dice): Applicant {
  const status = pick(dice, [0.27, 0.27, 0.06, 0.4], 1);
  const duration = 4 + 2 * Math.floor(skewed(dice) * 32);
  const history = pick(dice, [0.04, 0.05, 0.53, 0.09, 0.29], 0);
  const amount = Math.round(250 + skewed(dice) * 9000 + duration * 60 * dice.next());
  const savings = pick(dice, [0.6, 0.1, 0.06, 0.05, 0.19], 1);
  const employment = pick(dice, [0.06, 0.17, 0.34, 0.17, 0.26], 1);
  const age = Math.round(19 + skewed(dice) * 56);
  const plans = pick(dice, [0.14, 0.05, 0.81], 1);
  const chance =
    -1.4 + 0.75 * (status - 2) - 0.045 * (duration - 20) + 0.6 * (history - 1) - 0.00012 * (amount - 3000) +
    0.3 * (savings - 2) + 0.2 * (employment - 3) + 0.03 * (age - 35) + 0.4 * (plans - 2);
  return {
    status,
    duration,
    credit_history: history,
    purpose: pick(dice, [0.23, 0.1, 0.18, 0.28, 0.01, 0.02, 0.05, 0, 0.01, 0.1, 0.02], 0),
    amount,
    savings,
    employment_duration: employment,
    installment_rate: pick(dice, [0.14, 0.23, 0.16, 0.47], 1),
    personal_status_sex: pick(dice, [0.05, 0.31, 0.55, 0.09], 1),
    other_debtors: pick(dice, [0.91, 0.04, 0.05], 1),
    present_residence: pick(dice, [0.13, 0.31, 0.15, 0.41], 1),
    property: pick(dice, [0.28, 0.23, 0.33, 0.16], 1),
    age,
    other_installment_plans: plans,
    housing: pick(dice, [0.18, 0.71, 0.11], 1),
    number_credits: pick(dice, [0.63, 0.33, 0.03, 0.01], 1),
    job: pick(dice, [0.02, 0.2, 0.63, 0.15], 1),
    people_liable: pick(dice, [0.15, 0.85], 1),
    telephone: pick(dice, [0.6, 0.4], 1),
    foreign_worker: pick(dice, [0.04, 0.96], 1),
    credit_risk: dice.next() < 1 / (1 + Math.exp(-1.6 * (chance + 1.2))) ? 1 : 0,
  };
}

/** A code, counted from `first`, drawn with the given shares. */
function pick(dice: Dice, shares: readonly number[], first: number): number {
  let rest = dice.next();
  for (const [index, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) return first + index;
  }
  return first + shares.length - 1;
}

/** In [0, 1), mostly small: amounts, durations and ages lean to the left. */
function skewed(dice: Dice): number {
  return dice.next() * dice.next();
}
