/** `credit-risk` → `CreditRisk`: logical ids and ids of statements have letters and digits only. */
export function pascal(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
