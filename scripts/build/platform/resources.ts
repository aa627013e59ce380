/** Resources of a template, by logical id. */
export type Resources = Readonly<Record<string, Resource>>;

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A copy in which each resource of these types has further properties. */
export function onEach(resources: Resources, types: readonly string[], change: (properties: Readonly<Record<string, unknown>>, id: string) => Readonly<Record<string, unknown>>): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [id, types.includes(resource.Type) ? { ...resource, Properties: { ...resource.Properties, ...change(resource.Properties ?? {}, id) } } : resource]),
  );
}

/** The actions of a role's own policies. */
export function actionsOf({ Policies = [] }: Readonly<Record<string, unknown>>): readonly string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        if (key === 'Action') found.push(...[value].flat().map(String));
        else visit(value);
      }
    }
  };
  visit(Policies);
  return found;
}

/** A role with one more policy. */
export function withPolicy({ Policies = [] }: Readonly<Record<string, unknown>>, PolicyName: string, Statement: readonly object[]): { readonly Policies: readonly unknown[] } {
  return { Policies: [...(Array.isArray(Policies) ? Policies : []), { PolicyName, PolicyDocument: { Version: '2012-10-17', Statement } }] };
}
