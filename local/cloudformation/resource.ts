import { isRecord } from '../core/protocol/shape.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Api } from './api.ts';
import type { Created } from './scope.ts';
import { StackError } from './stack-error.ts';
import type { Json } from './template.ts';

/** One resource about to be created, its properties resolved. */
export interface Making {
  readonly logicalId: string;
  readonly properties: Json;
  readonly api: Api;
  readonly cloud: Cloud;
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  /** `<stack>-<logical id>-<12 random characters>`, as CloudFormation names what the template does not. */
  physicalName(longest?: number): string;
  /** For what is accepted without effect. */
  note(text: string): void;
}

/** How one resource type is created through the API. */
export interface ResourceType {
  readonly type: string;
  /** Every property that `create` carries out. */
  readonly properties: readonly string[];
  create(making: Making): Created | Promise<Created>;
}

/** A property that must be there, as text. */
export function text(properties: Json, name: string): string {
  const value = properties[name];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new StackError(value === undefined ? `property ${name} is missing` : `property ${name} must be text`);
}

export function optionalText(properties: Json, name: string): string | undefined {
  return properties[name] === undefined ? undefined : text(properties, name);
}

export function list(properties: Json, name: string): readonly unknown[] {
  const value = properties[name] ?? [];
  if (Array.isArray(value)) return value;
  throw new StackError(`property ${name} must be a list`);
}

export function texts(properties: Json, name: string): readonly string[] {
  return list(properties, name).map(String);
}

export function object(properties: Json, name: string): Json {
  const value = properties[name];
  if (isRecord(value)) return value;
  throw new StackError(value === undefined ? `property ${name} is missing` : `property ${name} must be an object`);
}

export function objects(properties: Json, name: string): readonly Json[] {
  return list(properties, name).map((item) => {
    if (isRecord(item)) return item;
    throw new StackError(`property ${name} must be a list of objects`);
  });
}

/** A document that the API takes as JSON text and a template may write either way. */
export function document(properties: Json, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** The named properties that are there. */
export function pick(properties: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]));
}

/** `[{ Key, Value }]` as the map that some APIs take. */
export function tagMap(properties: Json): Json {
  const tags = properties['Tags'];
  if (isRecord(tags)) return tags;
  return Object.fromEntries(objects(properties, 'Tags').map((tag) => [text(tag, 'Key'), text(tag, 'Value')]));
}
