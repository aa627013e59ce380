import { fromText } from './text.ts';
import { itemPath, memberPath, pathTo } from './problems.ts';
import { traitText } from './shape.ts';
import type { ListShape, MapShape, Shape, Structure } from './shape.ts';
import type { Problems } from './problems.ts';

/** The parameters of a query request as a tree: `Tags.member.1.Key` is four levels deep. */
export interface QueryNode {
  value?: string;
  readonly children: Map<string, QueryNode>;
}

export function queryTree(parameters: Iterable<readonly [string, string]>): QueryNode {
  const root: QueryNode = { children: new Map() };
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return root;
}

/** Reads the parameters below `node` as a structure. */
export function structureFromQuery(shape: Structure, node: QueryNode, path: string, problems: Problems): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const left = new Set(node.children.keys());
  for (const member of shape.members) {
    const name = traitText(member.ownTraits, 'xmlName') ?? member.name;
    const itemAt = pathTo(path, member.printed);
    const child = node.children.get(name);
    left.delete(name);
    if (child) result[member.name] = fromQuery(member.shape, Boolean(member.traits['xmlFlattened']), child, itemAt, problems);
    else if (member.required) problems.missing(itemAt);
  }
  for (const name of left) problems.unknown(memberPath(path, name), shape.name);
  return result;
}

function fromQuery(shape: Shape, flattened: boolean, node: QueryNode, path: string, problems: Problems): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureFromQuery(shape, node, path, problems);
    case 'list':
      return listFromQuery(shape, flattened, node, path, problems);
    case 'map':
      return mapFromQuery(shape, flattened, node, path, problems);
    default:
      return fromText(shape, node.value ?? '', 'date-time', path, problems);
  }
}

function listFromQuery(shape: ListShape, flattened: boolean, node: QueryNode, path: string, problems: Problems): unknown[] {
  const holder = flattened ? node : node.children.get(traitText(shape.item.ownTraits, 'xmlName') ?? 'member');
  if (!holder) return [];
  return numbered(holder).map((child, index) => fromQuery(shape.item.shape, false, child, itemPath(path, index), problems));
}

function mapFromQuery(shape: MapShape, flattened: boolean, node: QueryNode, path: string, problems: Problems): Record<string, unknown> {
  const holder = flattened ? node : node.children.get('entry');
  const result: Record<string, unknown> = {};
  for (const child of holder ? numbered(holder) : []) {
    const key = child.children.get(traitText(shape.key.ownTraits, 'xmlName') ?? 'key')?.value;
    const value = child.children.get(traitText(shape.value.ownTraits, 'xmlName') ?? 'value');
    if (key === undefined || !value) problems.invalid(path, 'An entry needs a key and a value');
    else result[key] = fromQuery(shape.value.shape, false, value, `${path}.${key}.member`, problems);
  }
  return result;
}

/** Children 1, 2, 3 … in the order of their numbers. */
function numbered(node: QueryNode): readonly QueryNode[] {
  return [...node.children]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
