import { bindingsOf } from '../../local/core/protocol/rest.ts';
import { isRecord, traitText, type Member, type Shape, type Structure } from '../../local/core/protocol/shape.ts';
import type { OperationModel } from '../../local/core/protocol/model.ts';
import type { ServiceDefinition } from '../../local/core/protocol/services.ts';
import type { CloudRequest } from '../../local/core/wire.ts';
import { wire } from '../local/core/rooms.ts';

/** What an input may hold, right or wrong: as JSON, since no client would send half of it. */
export type Raw = string | number | boolean | null | readonly Raw[] | { readonly [name: string]: Raw };

export type RawInput = Readonly<Record<string, Raw>>;

/** The request that carries `input`, whether or not it fits its schema. */
export function requestOf(definition: ServiceDefinition, operation: OperationModel, input: RawInput): CloudRequest {
  switch (definition.protocol) {
    case 'json':
      return wire(definition.signingName, { headers: { 'x-amz-target': `X.${operation.name}` }, body: JSON.stringify(input) });
    case 'query':
      return wire(definition.signingName, { body: new URLSearchParams([['Action', operation.name], ...parameters(operation.input, input, '')]).toString() });
    case 'restJson':
      return rest(definition, operation, input, (members) => JSON.stringify(members));
    case 'restXml':
      return rest(definition, operation, input, (members, shape) => (shape ? structureXml(shape, members) : ''));
  }
}

function rest(
  definition: ServiceDefinition,
  { input: shape, http }: OperationModel,
  input: RawInput,
  write: (members: RawInput, shape: Structure | undefined) => string,
): CloudRequest {
  if (!http) throw new Error('a REST operation has a path');
  const { payload, bound } = bindingsOf(shape);
  const isBound = new Map(bound.map((member) => [member.name, member]));
  const query = new URLSearchParams();
  for (const [name, value] of http.query) query.append(name, value);
  const headers: Record<string, string> = {};
  let path = http.path;
  const body: Record<string, Raw> = {};
  for (const [name, value] of Object.entries(input)) {
    const member = isBound.get(name);
    const inQuery = member && traitText(member.traits, 'httpQuery');
    const inHeader = member && traitText(member.traits, 'httpHeader');
    const prefix = member && traitText(member.traits, 'httpPrefixHeaders');
    if (!member) body[jsonName(definition, shape, name)] = value;
    else if (member.traits['httpLabel']) path = path.replace(new RegExp(`\\{${name}\\+?\\}`), encodeURIComponent(plain(value)));
    else if (inQuery !== undefined) for (const each of Array.isArray(value) ? value : [value]) query.append(inQuery, plain(each));
    else if (inHeader !== undefined) headers[inHeader.toLowerCase()] = Array.isArray(value) ? value.map(plain).join(',') : plain(value);
    else if (prefix !== undefined && isRecord(value)) for (const [key, each] of Object.entries(value)) headers[prefix + key] = plain(each as Raw);
  }
  const sent = payload && isRecord(input[payload.name]) ? input[payload.name] : payload ? {} : body;
  const payloadShape = payload && 'members' in payload.shape ? payload.shape : undefined;
  const raw = payload && !payloadShape ? plain(input[payload.name] ?? '') : undefined;
  const empty = payload ? input[payload.name] === undefined : Object.keys(body).length === 0;
  const text = raw ?? (empty ? '' : write(sent as RawInput, payload ? payloadShape : shape));
  // The SDK's schemas leave the bucket to the host name; here it leads the path.
  if (definition.id === 's3' && input['Bucket'] !== undefined) path = `/${encodeURIComponent(plain(input['Bucket']))}${path}`;
  return wire(definition.signingName, { method: http.method, path, query: query.toString(), headers, body: text });
}

function jsonName(definition: ServiceDefinition, shape: Structure, name: string): string {
  const member = shape.byName.get(name);
  return definition.protocol === 'restJson' && member ? (traitText(member.traits, 'jsonName') ?? name) : name;
}

function parameters(shape: Shape, value: Raw, prefix: string): [string, string][] {
  if (shape.kind === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => parameters(shape.item.shape, item, `${prefix}.${traitText(shape.item.ownTraits, 'xmlName') ?? 'member'}.${index + 1}`));
  if (shape.kind === 'map' && isRecord(value))
    return Object.entries(value).flatMap(([key, item], index) => [
      [`${prefix}.entry.${index + 1}.${traitText(shape.key.ownTraits, 'xmlName') ?? 'key'}`, key] as [string, string],
      ...parameters(shape.value.shape, item as Raw, `${prefix}.entry.${index + 1}.${traitText(shape.value.ownTraits, 'xmlName') ?? 'value'}`),
    ]);
  if (!('members' in shape) || !isRecord(value)) return [[prefix, plain(value)]];
  return Object.entries(value).flatMap(([name, item]) => {
    const member = shape.byName.get(name);
    const at = prefix ? `${prefix}.${elementName(member, name)}` : elementName(member, name);
    return parameters(member?.shape ?? { kind: 'string', traits: {} }, item as Raw, at);
  });
}

function structureXml(shape: Structure, value: RawInput): string {
  const name = traitText(shape.traits, 'xmlName') ?? shape.name;
  return `<${name}>${membersXml(shape, value)}</${name}>`;
}

function membersXml(shape: Structure, value: RawInput): string {
  return Object.entries(value)
    .map(([name, item]) => {
      const member = shape.byName.get(name);
      return elementXml(elementName(member, name), member?.shape ?? { kind: 'string', traits: {} }, item, Boolean(member?.traits['xmlFlattened']));
    })
    .join('');
}

function elementXml(name: string, shape: Shape, value: Raw, flattened: boolean): string {
  if (shape.kind === 'list' && Array.isArray(value)) {
    const item = flattened ? name : (traitText(shape.item.ownTraits, 'xmlName') ?? 'member');
    const items = value.map((each) => elementXml(item, shape.item.shape, each, false)).join('');
    return flattened ? items : `<${name}>${items}</${name}>`;
  }
  if ('members' in shape && isRecord(value)) return `<${name}>${membersXml(shape, value as RawInput)}</${name}>`;
  return `<${name}>${plain(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
}

/** A value as text: in a path, a query, a header, a form or an element. */
function plain(value: Raw): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function elementName(member: Member | undefined, name: string): string {
  return (member && traitText(member.ownTraits, 'xmlName')) ?? name;
}
