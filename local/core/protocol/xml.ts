import { escapeXml } from './xml-document.ts';
import { fromText, outputRecord, toText, wrongOutput } from './text.ts';
import { isRecord, traitText } from './shape.ts';
import { itemPath, memberPath, pathTo } from './problems.ts';
import type { ListShape, MapShape, Member, Shape, Structure, Traits } from './shape.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-document.ts';

/** Reads an XML element as `shape`. */
export function fromXml(shape: Shape, element: XmlElement, path: string, problems: Problems): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureFromXml(shape, shape.members, element, path, problems);
    case 'list':
      return items(shape, childrenNamed(element, itemName(shape)), path, problems);
    case 'map':
      return entries(shape, childrenNamed(element, 'entry'), path, problems);
    default:
      return fromText(shape, element.text, 'date-time', path, problems);
  }
}

export function structureFromXml(
  shape: Structure,
  members: readonly Member[],
  element: XmlElement,
  path: string,
  problems: Problems,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const left = new Set(element.children.map((child) => child.name));
  for (const member of members) {
    const name = elementName(member);
    const itemAt = pathTo(path, member.printed);
    const found = childrenNamed(element, name);
    left.delete(name);
    const attribute = member.traits['xmlAttribute'] ? element.attributes[name.slice(name.indexOf(':') + 1)] : undefined;
    if (attribute !== undefined && !('members' in member.shape)) result[member.name] = attribute;
    else if (found.length > 0) result[member.name] = memberFromXml(member, found, itemAt, problems);
    else if (member.required) problems.missing(itemAt);
  }
  for (const name of left) problems.unknown(memberPath(path, name), shape.name);
  return result;
}

function memberFromXml(member: Member, found: readonly XmlElement[], path: string, problems: Problems): unknown {
  const { shape } = member;
  if (shape.kind === 'list' && member.traits['xmlFlattened']) return items(shape, found, path, problems);
  if (shape.kind === 'map' && member.traits['xmlFlattened']) return entries(shape, found, path, problems);
  const [first, second] = found;
  if (second) problems.invalid(path, 'Member must not be repeated');
  return first && fromXml(shape, first, path, problems);
}

function items(shape: ListShape, elements: readonly XmlElement[], path: string, problems: Problems): unknown[] {
  return elements.map((element, index) => fromXml(shape.item.shape, element, itemPath(path, index), problems));
}

function entries(shape: MapShape, elements: readonly XmlElement[], path: string, problems: Problems): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const element of elements) {
    const [key] = childrenNamed(element, elementName(shape.key));
    const [value] = childrenNamed(element, elementName(shape.value));
    if (key && value) result[key.text] = fromXml(shape.value.shape, value, `${path}.${key.text}.member`, problems);
    else problems.invalid(path, 'An entry needs a key and a value');
  }
  return result;
}

function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Writes `value` as the element `name`. Throws where it does not fit the schema. */
export function toXml(name: string, shape: Shape, traits: Traits, value: unknown, path: string): string {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return `<${name}${attributesText(shape, traits, value, path)}>${membersToXml(shape, shape.members, value, path)}</${name}>`;
    case 'list':
      return `<${name}>${asList(value, path)
        .map((item, index) => toXml(itemName(shape), shape.item.shape, shape.item.traits, item, itemPath(path, index)))
        .join('')}</${name}>`;
    case 'map':
      return `<${name}>${mapEntries(shape, value, 'entry', path)}</${name}>`;
    default:
      return `<${name}>${escapeXml(toText(shape, value, 'date-time', path))}</${name}>`;
  }
}

/** The elements of those `members` that have a value. */
export function membersToXml(shape: Structure, members: readonly Member[], value: unknown, path: string): string {
  const record = outputRecord(shape, value, path);
  let text = '';
  for (const member of members) {
    const item = record[member.name];
    if (item === undefined || item === null || member.traits['xmlAttribute']) continue;
    text += memberToXml(member, item, pathTo(path, member.printed));
  }
  return text;
}

function memberToXml(member: Member, value: unknown, path: string): string {
  const name = elementName(member);
  const { shape } = member;
  if (!member.traits['xmlFlattened']) return toXml(name, shape, member.traits, value, path);
  if (shape.kind === 'map') return mapEntries(shape, value, name, path);
  if (shape.kind !== 'list') throw new Error(`${path} is flattened and neither list nor map`);
  return asList(value, path)
    .map((item, index) => toXml(name, shape.item.shape, shape.item.traits, item, itemPath(path, index)))
    .join('');
}

function mapEntries(shape: MapShape, value: unknown, entry: string, path: string): string {
  if (!isRecord(value)) throw wrongOutput(path, 'a map', value);
  return Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null)
    .map(([key, item]) => {
      const keyText = `<${elementName(shape.key)}>${escapeXml(key)}</${elementName(shape.key)}>`;
      const valueText = toXml(elementName(shape.value), shape.value.shape, shape.value.traits, item, `${path}.${key}`);
      return `<${entry}>${keyText}${valueText}</${entry}>`;
    })
    .join('');
}

function attributesText(shape: Structure, traits: Traits, value: unknown, path: string): string {
  let text = '';
  const namespace = traits['xmlNamespace'];
  if (Array.isArray(namespace))
    text += namespace.length > 1 ? ` xmlns:${String(namespace[0])}="${String(namespace[1])}"` : ` xmlns="${String(namespace[0])}"`;
  const record = outputRecord(shape, value, path);
  for (const member of shape.members) {
    const item = record[member.name];
    if (!member.traits['xmlAttribute'] || typeof item !== 'string') continue;
    text += ` ${elementName(member)}="${escapeXml(item)}"`;
  }
  return text;
}

function asList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongOutput(path, 'a list', value);
  return value;
}

function elementName(member: Member): string {
  return traitText(member.ownTraits, 'xmlName') ?? member.name;
}

function itemName(shape: ListShape): string {
  return traitText(shape.item.ownTraits, 'xmlName') ?? 'member';
}
