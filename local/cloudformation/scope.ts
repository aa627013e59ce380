import { StackError } from './stack-error.ts';
import type { Json, Template } from './template.ts';
import { asText } from './text-value.ts';

/** What a created resource gives to `Ref` and `Fn::GetAtt`. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ScopeOptions {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly pseudo: Readonly<Record<string, string>>;
  /** What other stacks of the account export. */
  readonly exports: ReadonlyMap<string, string>;
}

/** Names that intrinsic functions may mention, in one stack. */
export class Scope {
  readonly template: Template;
  readonly #parameters: Readonly<Record<string, unknown>>;
  readonly #pseudo: Readonly<Record<string, string>>;
  readonly #exports: ReadonlyMap<string, string>;
  readonly #created = new Map<string, Created>();

  constructor({ template, parameters, pseudo, exports }: ScopeOptions) {
    this.template = template;
    this.#parameters = parameterValues(template, parameters);
    this.#pseudo = pseudo;
    this.#exports = exports;
  }

  add(logicalId: string, created: Created): void {
    this.#created.set(logicalId, created);
  }

  isResource(name: string): boolean {
    return Object.hasOwn(this.template.Resources, name);
  }

  ref(name: string): unknown {
    if (Object.hasOwn(this.#pseudo, name)) return this.#pseudo[name];
    if (Object.hasOwn(this.#parameters, name)) return this.#parameters[name];
    return this.#resource(name).ref;
  }

  attribute(name: string, attribute: string): string {
    const value = this.#resource(name).attributes?.[attribute];
    if (value === undefined) throw new StackError(`Template error: resource ${name} has no attribute ${attribute} in the local cloud`);
    return value;
  }

  exported(name: string): string {
    const value = this.#exports.get(name);
    if (value === undefined) throw new StackError(`No export named ${name} found.`);
    return value;
  }

  mapped(map: string, first: string, second: string): unknown {
    const table = this.template.Mappings?.[map];
    const row = isJson(table) ? table[first] : undefined;
    const value = isJson(row) ? row[second] : undefined;
    if (value === undefined) throw new StackError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    return value;
  }

  conditionOf(name: string): unknown {
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) throw new StackError(`Template error: unresolved condition dependency ${name}`);
    return condition;
  }

  #resource(name: string): Created {
    const created = this.#created.get(name);
    if (created) return created;
    if (this.isResource(name)) throw new StackError(`Template error: ${name} is not created: its condition is false, or it comes later`);
    throw new StackError(`Template format error: Unresolved resource dependencies [${name}]`);
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parameterValues(template: Template, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const declared = template.Parameters ?? {};
  const extra = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (extra !== undefined) throw new StackError(`Parameters: [${extra}] do not exist in the template`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { Type: type, Default: fallback, AllowedValues: allowed, AllowedPattern: pattern }]) => {
      const value = given[name] ?? fallback;
      if (value === undefined) throw new StackError(`Parameters: [${name}] must have values`);
      if (allowed && !allowed.map(asText).includes(asText(value))) throw new StackError(`Parameter ${name} must be one of AllowedValues`);
      if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(asText(value)))
        throw new StackError(`Parameter ${name} must match pattern ${pattern}`);
      if (!['String', 'Number', 'CommaDelimitedList', 'List<Number>'].includes(type))
        throw new StackError(`Parameter ${name}: type ${type} is not served by the local cloud`);
      return [
        name,
        type.includes('List')
          ? asText(value)
              .split(',')
              .map((item) => item.trim())
          : asText(value),
      ];
    }),
  );
}
