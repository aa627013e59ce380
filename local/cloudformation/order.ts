import { holds, mentioned } from './intrinsics.ts';
import type { Scope } from './scope.ts';
import { StackError } from './stack-error.ts';
import type { TemplateResource } from './template.ts';

/** The resources whose condition holds, each after those that it mentions or depends on; otherwise in the template's order. */
export function creationOrder(scope: Scope): (readonly [string, TemplateResource])[] {
  const resources = scope.template.Resources;
  const ordered: (readonly [string, TemplateResource])[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id))
      throw new StackError(`Circular dependency between resources: [${[...path.slice(path.indexOf(id)), id].join(', ')}]`);
    const resource = resources[id];
    if (!resource) throw new StackError(`Template format error: Unresolved resource dependencies [${id}]`);
    if (resource.Condition !== undefined && !holds(resource.Condition, scope)) return;
    const explicit = [resource.DependsOn ?? []].flat();
    for (const needed of [...explicit, ...mentioned(resource.Properties, scope)]) visit(needed, [...path, id]);
    done.add(id);
    ordered.push([id, resource]);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return ordered;
}
