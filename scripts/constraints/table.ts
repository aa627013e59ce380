import type { ConstraintShape, ConstraintTable } from '../../local/core/constraints/table.ts';
import type { Botocore, BotocoreModel, BotocoreShape } from './botocore.ts';
import { translatePattern } from './pattern.ts';

/** botocore's names where they are not the SDK's. */
const BOTOCORE_NAMES: Readonly<Record<string, string>> = { 'cloudwatch-logs': 'logs', eventbridge: 'events' };

/** Where AWS takes other values than its model says. */
const CORRECTIONS: Readonly<Record<string, string>> = {
  // SQS API reference, ReceiveMessage: AttributeNames takes the attributes of messages, not those of queues.
  'ReceiveMessageRequest.AttributeNames': 'MessageSystemAttributeList',
};

/** The constraints of a service's operations. A member or shape that says nothing is left out. */
export function serviceTable(botocore: Botocore, id: string, operations: readonly string[]): ConstraintTable {
  const model = botocore.model(BOTOCORE_NAMES[id] ?? id);
  const building = new Building(model);
  const inputs = operations.toSorted().map((name) => {
    const input = model.operations[name]?.input?.shape;
    return [name, input !== undefined && building.says(input) ? input : null] as const;
  });
  for (const [, input] of inputs) if (input !== null) building.add(input);
  return {
    botocore: botocore.version,
    apiVersion: model.metadata.apiVersion,
    untranslated: building.untranslated,
    operations: Object.fromEntries(inputs),
    shapes: Object.fromEntries(Object.entries(building.shapes).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** One line per operation and shape, so that a change of one shows as one line. */
export function tableText(table: ConstraintTable): string {
  const lines = (entries: object) =>
    Object.entries(entries).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');
  const head = (['botocore', 'apiVersion', 'untranslated'] as const).map((name) => `  "${name}": ${JSON.stringify(table[name])},`);
  return `{\n${head.join('\n')}\n  "operations": {\n${lines(table.operations)}\n  },\n  "shapes": {\n${lines(table.shapes)}\n  }\n}\n`;
}

class Building {
  readonly shapes: Record<string, ConstraintShape> = {};
  readonly untranslated: Record<string, string[]> = {};
  readonly #model: BotocoreModel;

  constructor(model: BotocoreModel) {
    this.#model = model;
  }

  add(name: string): void {
    if (this.shapes[name]) return;
    const shape = this.#shape(name);
    this.shapes[name] = this.#constraint(name, shape);
    for (const child of childrenOf(shape)) if (this.says(child)) this.add(child);
  }

  /** Whether a value of the shape can break anything, itself or below. */
  says(name: string, above: ReadonlySet<string> = new Set()): boolean {
    if (above.has(name)) return false;
    const shape = this.#shape(name);
    if (shape.type === 'integer' || shape.type === 'long') return true;
    if (shape.type !== 'structure' && SAYING.some((key) => shape[key] !== undefined)) return true;
    const below = new Set([...above, name]);
    return childrenOf(shape).some((child) => this.says(child, below));
  }

  #shape(name: string): BotocoreShape {
    const shape = this.#model.shapes[name];
    if (!shape) throw new Error(`botocore's model has no shape ${name}`);
    return shape;
  }

  #constraint(name: string, shape: BotocoreShape): ConstraintShape {
    const size = { ...(shape.min === undefined ? {} : { min: shape.min }), ...(shape.max === undefined ? {} : { max: shape.max }) };
    const child = (ref: { shape: string } | undefined) => (ref && this.says(ref.shape) ? ref.shape : undefined);
    switch (shape.type) {
      case 'structure':
        return {
          kind: 'structure',
          members: Object.fromEntries(
            Object.entries(shape.members ?? {}).flatMap(([member, ref]) =>
              this.says(ref.shape) ? [[member, CORRECTIONS[`${name}.${member}`] ?? ref.shape]] : [],
            ),
          ),
        };
      case 'list': {
        const item = child(shape.member);
        return { kind: 'list', ...size, ...(item === undefined ? {} : { item }) };
      }
      case 'map': {
        const key = child(shape.key);
        const value = child(shape.value);
        return { kind: 'map', ...size, ...(key === undefined ? {} : { key }), ...(value === undefined ? {} : { value }) };
      }
      case 'integer':
      case 'long':
        return { kind: 'integer', ...size };
      case 'float':
      case 'double':
        return { kind: 'number', ...size };
      case 'blob':
        return { kind: 'blob', ...size };
      case 'string':
        return {
          kind: 'string',
          ...size,
          ...this.#pattern(name, shape.pattern),
          ...(shape.enum ? { enum: shape.enum } : {}),
          ...(shape.sensitive ? { sensitive: true } : {}),
        };
      default:
        throw new Error(`${name} is a ${shape.type} with a constraint, which this script does not know`);
    }
  }

  #pattern(name: string, pattern: string | undefined): { pattern?: string; js?: string } {
    if (pattern === undefined) return {};
    const js = translatePattern(pattern);
    if (js === undefined) {
      (this.untranslated[pattern] ??= []).push(name);
      return {};
    }
    return js === pattern ? { pattern } : { pattern, js };
  }
}

const SAYING = ['min', 'max', 'pattern', 'enum'] as const;

function childrenOf(shape: BotocoreShape): readonly string[] {
  const refs = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
  return refs.flatMap((ref) => (ref ? [ref.shape] : []));
}
