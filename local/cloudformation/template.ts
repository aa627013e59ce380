import { isRecord } from '../core/protocol/shape.ts';
import { StackError } from './stack-error.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Json;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Json;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
}

/** A CloudFormation template in JSON, as far as packaging writes one. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Json;
  readonly Mappings?: Json;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown }; readonly Condition?: string }>
  >;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]);
const ATTRIBUTES = new Set(['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata']);

/** Refuses what deployStack would not carry out: unknown sections (macros, rules) and resource attributes. */
export function checkTemplate(template: Template): void {
  if (!isRecord(template) || !isRecord(template.Resources))
    throw new StackError('Template format error: At least one Resources member must be defined.');
  for (const section of Object.keys(template)) {
    if (!SECTIONS.has(section)) throw new StackError(`Invalid template property or properties [${section}]`);
  }
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (!isRecord(resource) || typeof resource.Type !== 'string')
      throw new StackError(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
    const unknown = Object.keys(resource).find((attribute) => !ATTRIBUTES.has(attribute));
    if (unknown !== undefined) throw new StackError(`Invalid template resource property '${unknown}' of ${id}`);
  }
}
