import { lowerCamel } from './problems.ts';

/**
 * The shapes that the SDK clients export with their operations, in a form that is easy to walk. The exported form is an
 * array whose first entry is its kind: 0 simple, 1 list, 2 map, 3 structure, 4 union, -3 error, 9 operation; bare numbers
 * are simple types (see `NormalizedSchema` in @smithy/core/schema).
 */
export type Shape = Structure | ListShape | MapShape | SimpleShape;

export type Traits = Readonly<Record<string, unknown>>;

export interface Member {
  readonly name: string;
  /** As AWS prints it in paths: in lower camel case. */
  readonly printed: string;
  readonly shape: Shape;
  /** Of the member and of the shape behind it; the member's own win. */
  readonly traits: Traits;
  /** Of the member alone: only these rename an XML element. */
  readonly ownTraits: Traits;
  readonly required: boolean;
}

export interface Structure {
  readonly kind: 'structure' | 'union';
  readonly name: string;
  readonly traits: Traits;
  readonly members: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
}

export interface ListShape {
  readonly kind: 'list';
  readonly traits: Traits;
  readonly item: Member;
}

export interface MapShape {
  readonly kind: 'map';
  readonly traits: Traits;
  readonly key: Member;
  readonly value: Member;
}

export interface SimpleShape {
  readonly kind: 'string' | 'boolean' | 'number' | 'timestamp' | 'blob' | 'document' | 'bigInteger' | 'bigDecimal';
  readonly traits: Traits;
  /** Of a timestamp: the format that its trait names. */
  readonly format?: TimestampFormat;
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const NO_TRAITS: Traits = {};
/** The input or output of an operation that has none. */
export const UNIT: Structure = { kind: 'structure', name: 'Unit', traits: NO_TRAITS, members: [], byName: new Map() };
const BIT_TRAITS = ['httpLabel', 'idempotent', 'idempotencyToken', 'sensitive', 'httpPayload', 'httpResponseCode', 'httpQueryParams'];

const SIMPLE: Readonly<Record<number, SimpleShape>> = {
  0: { kind: 'string', traits: NO_TRAITS },
  1: { kind: 'number', traits: NO_TRAITS },
  2: { kind: 'boolean', traits: NO_TRAITS },
  4: { kind: 'timestamp', traits: NO_TRAITS },
  5: { kind: 'timestamp', traits: NO_TRAITS, format: 'date-time' },
  6: { kind: 'timestamp', traits: NO_TRAITS, format: 'http-date' },
  7: { kind: 'timestamp', traits: NO_TRAITS, format: 'epoch-seconds' },
  15: { kind: 'document', traits: NO_TRAITS },
  17: { kind: 'bigInteger', traits: NO_TRAITS },
  19: { kind: 'bigDecimal', traits: NO_TRAITS },
  21: { kind: 'blob', traits: NO_TRAITS },
  42: { kind: 'blob', traits: { streaming: 1 } },
};

const known = new WeakMap<readonly unknown[], Shape>();

/** The shape behind what an SDK client exports (or refers to). Throws on a form that this file does not know. */
export function shapeOf(reference: unknown): Shape {
  const schema = dereference(reference);
  if (schema === 'unit') return UNIT;
  if (typeof schema === 'number') return numbered(schema);
  if (!Array.isArray(schema)) throw new Error(`unknown SDK schema: ${String(schema)}`);
  const cached = known.get(schema);
  if (cached) return cached;
  const shape = build(schema);
  known.set(schema, shape);
  return shape;
}

/** The structure behind `reference`; operations have no other inputs and outputs. */
export function structureOf(reference: unknown): Structure {
  const shape = shapeOf(reference);
  if (shape.kind !== 'structure' && shape.kind !== 'union') throw new Error(`an SDK schema is a ${shape.kind} where a structure belongs`);
  return shape;
}

/** A trait's text, or undefined. */
export function traitText(traits: Traits, name: string): string | undefined {
  const value = traits[name];
  return typeof value === 'string' ? value : undefined;
}

/** What an indicator of traits says: a set of bits or the traits themselves. */
export function traitsOf(indicator: unknown): Traits {
  if (typeof indicator === 'number') {
    if (indicator === 0) return NO_TRAITS;
    return Object.fromEntries(BIT_TRAITS.filter((_, bit) => (indicator >> bit) & 1).map((name) => [name, 1]));
  }
  return isRecord(indicator) ? indicator : NO_TRAITS;
}

function numbered(schema: number): Shape {
  const traits = NO_TRAITS;
  if (schema >= 128) return { kind: 'map', traits, key: new LateMember(0, 'key', true), value: new LateMember(schema & 63, 'value', true) };
  if (schema >= 64) return { kind: 'list', traits, item: new LateMember(schema & 63, 'member', true) };
  const simple = SIMPLE[schema];
  if (!simple) throw new Error(`unknown SDK schema number ${schema}`);
  return simple;
}

function build(schema: readonly unknown[]): Shape {
  const [kind, , name, indicator] = schema;
  const traits = traitsOf(indicator);
  switch (kind) {
    case 0:
      return { ...shapeOf(schema[4]), traits: { ...shapeOf(schema[4]).traits, ...traits } };
    case 1:
      return { kind: 'list', traits, item: new LateMember(schema[4], 'member', true) };
    case 2:
      return { kind: 'map', traits, key: new LateMember(schema[4], 'key', true), value: new LateMember(schema[5], 'value', true) };
    case 3:
    case 4:
    case -3:
      return new LateStructure(kind === 4 ? 'union' : 'structure', String(name), traits, schema);
    default:
      throw new Error(`unknown kind of SDK schema: ${String(kind)}`);
  }
}

/** Its members are looked at when first asked for: shapes refer to each other in circles. */
class LateStructure implements Structure {
  readonly kind: 'structure' | 'union';
  readonly name: string;
  readonly traits: Traits;
  readonly #schema: readonly unknown[];
  #members: readonly Member[] | undefined;
  #byName: ReadonlyMap<string, Member> | undefined;

  constructor(kind: 'structure' | 'union', name: string, traits: Traits, schema: readonly unknown[]) {
    this.kind = kind;
    this.name = name;
    this.traits = traits;
    this.#schema = schema;
  }

  get members(): readonly Member[] {
    return (this.#members ??= this.#read());
  }

  get byName(): ReadonlyMap<string, Member> {
    return (this.#byName ??= new Map(this.members.map((member) => [member.name, member])));
  }

  #read(): readonly Member[] {
    const [, , , , names, references, required] = this.#schema;
    const shapes = asArray(references);
    return asArray(names).map((name, index) => new LateMember(shapes[index], String(name), index < (typeof required === 'number' ? required : 0)));
  }
}

/** As above: its shape is looked at when first asked for. */
class LateMember implements Member {
  readonly name: string;
  readonly printed: string;
  readonly ownTraits: Traits;
  readonly required: boolean;
  readonly #reference: unknown;
  #shape: Shape | undefined;
  #traits: Traits | undefined;

  constructor(reference: unknown, name: string, required: boolean) {
    const [target, indicator] = Array.isArray(reference) && reference.length === 2 ? reference : [reference, 0];
    this.name = name;
    this.printed = lowerCamel(name);
    this.ownTraits = traitsOf(indicator);
    this.required = required;
    this.#reference = target;
  }

  get shape(): Shape {
    return (this.#shape ??= shapeOf(this.#reference));
  }

  get traits(): Traits {
    return (this.#traits ??= { ...this.shape.traits, ...this.ownTraits });
  }
}

function dereference(reference: unknown): unknown {
  return typeof reference === 'function' ? dereference(reference()) : reference;
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
