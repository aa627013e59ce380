import { isRecord } from '../protocol/shape.ts';
import { itemPath, lowerCamel, pathTo, type Problems } from '../protocol/problems.ts';
import { ownRefusal } from './own-words.ts';
import { lengthRules, scalarRules, type Rule } from './scalar.ts';
import { constraintTable, type ConstraintShape, type ConstraintTable, type ScalarConstraint } from './table.ts';

/** Tells `problems` what is wrong with a value that already has its shape's type. */
export type Check = (value: unknown, path: string, problems: Problems) => void;

/** Services that name the missing null among the constraints of a list's items (observed of both). */
const NAMING_NULL = new Set(['iam', 'lambda']);

/** The checks of one service, each shape's made when first needed. */
export class Checks {
  readonly #service: string;
  readonly #table: ConstraintTable;
  readonly #known = new Map<string, Check>();

  constructor(service: string) {
    this.#service = service;
    this.#table = constraintTable(service);
  }

  /** The check of an operation's input; undefined when its model constrains nothing. */
  ofOperation(operation: string): Check | undefined {
    const input = this.#table.operations[operation];
    return input === undefined || input === null ? undefined : this.#of(input);
  }

  #of(name: string): Check {
    const known = this.#known.get(name);
    if (known) return known;
    // Shapes may contain themselves: until this one is made, those below reach it through the map.
    this.#known.set(name, (value, path, problems) => this.#of(name)(value, path, problems));
    const check = this.#make(this.#shape(name));
    this.#known.set(name, check);
    return check;
  }

  #make(shape: ConstraintShape): Check {
    switch (shape.kind) {
      case 'structure':
        return structureCheck(Object.entries(shape.members).map(([member, target]) => [member, this.#of(target)]));
      case 'list':
        return both(ruleCheck(lengthRules(shape), false), this.#items(shape.item));
      case 'map':
        return both(ruleCheck(lengthRules(shape), false), this.#keys(shape.key), this.#values(shape.value));
      default:
        return both(wholeNumber(shape), ruleCheck(scalarRules(shape), shape.sensitive ?? false));
    }
  }

  /** Scalars in a list are named together, with the list. */
  #items(item: string | undefined): Check | undefined {
    if (item === undefined) return undefined;
    const shape = this.#shape(item);
    if (isScalar(shape)) return this.#collection(item, shape, 'Member must satisfy constraint', (value) => (Array.isArray(value) ? value : []));
    const check = this.#of(item);
    return (value, path, problems) => {
      if (Array.isArray(value)) value.forEach((each, index) => check(each, itemPath(path, index), problems));
    };
  }

  #keys(key: string | undefined): Check | undefined {
    if (key === undefined) return undefined;
    const shape = this.#shape(key);
    if (!isScalar(shape)) throw new Error(`${key} is no key of a map`);
    return this.#collection(key, shape, 'Map keys must satisfy constraint', (value) => (isRecord(value) ? Object.keys(value) : []));
  }

  #values(target: string | undefined): Check | undefined {
    if (target === undefined) return undefined;
    const shape = this.#shape(target);
    if (isScalar(shape)) return this.#collection(target, shape, 'Map value must satisfy constraint', (value) => (isRecord(value) ? Object.values(value) : []));
    const check = this.#of(target);
    return (value, path, problems) => {
      if (isRecord(value)) for (const [key, each] of Object.entries(value)) check(each, `${path}.${key}.member`, problems);
    };
  }

  #collection(name: string, shape: ScalarConstraint, words: string, valuesOf: (value: unknown) => readonly unknown[]): Check {
    const rules = scalarRules(shape);
    const whole = wholeNumber(shape);
    const texts = [...rules.map((rule) => rule.text), ...(NAMING_NULL.has(this.#service) ? ['Member must not be null'] : [])];
    return (value, path, problems) => {
      const given = valuesOf(value).filter((each) => each !== null);
      if (whole) for (const each of given) whole(each, path, problems);
      const broken = given.filter((each) => rules.some((rule) => !rule.holds(each)));
      if (broken.length === 0) return;
      const own = ownRefusal(this.#service, name, broken);
      if (own) throw own;
      problems.broken(path, `${words}: [${texts.join(', ')}]`, shape.sensitive ? undefined : value);
    };
  }

  #shape(name: string): ConstraintShape {
    const shape = this.#table.shapes[name];
    if (!shape) throw new Error(`the table of constraints lacks ${name}`);
    return shape;
  }
}

function isScalar(shape: ConstraintShape): shape is ScalarConstraint {
  return shape.kind !== 'structure' && shape.kind !== 'list' && shape.kind !== 'map';
}

function structureCheck(members: readonly (readonly [string, Check])[]): Check {
  const checks = members.map(([name, check]) => ({ name, printed: lowerCamel(name), check }));
  return (value, path, problems) => {
    if (!isRecord(value)) return;
    for (const { name, printed, check } of checks) {
      const member = value[name];
      if (member !== undefined && member !== null) check(member, pathTo(path, printed), problems);
    }
  };
}

function ruleCheck(rules: readonly Rule[], sensitive: boolean): Check | undefined {
  if (rules.length === 0) return undefined;
  return (value, path, problems) => {
    for (const rule of rules) if (!rule.holds(value)) problems.broken(path, rule.text, sensitive ? undefined : value);
  };
}

/** The SDK's schemas have one kind of number. */
function wholeNumber(shape: ScalarConstraint): Check | undefined {
  if (shape.kind !== 'integer') return undefined;
  return (value, path, problems) => {
    if (typeof value === 'number' && !Number.isInteger(value)) problems.unreadable(path, value, 'an Integer');
  };
}

function both(...checks: readonly (Check | undefined)[]): Check {
  const given = checks.filter((check) => check !== undefined);
  const [only] = given;
  if (given.length === 1 && only) return only;
  return (value, path, problems) => {
    for (const check of given) check(value, path, problems);
  };
}
