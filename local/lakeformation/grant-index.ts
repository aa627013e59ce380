import { resourceKey, type LakeResource } from './resource.ts';
import type { Grant } from './state.ts';

/** A database and all in it, or, without one, what of a catalog lies in no database: itself, locations, LF-Tags, policies. */
export interface Place {
  readonly catalogId: string;
  readonly database?: string | undefined;
}

/** The grants made in one account, by place: a mesh has thousands of databases, and nearly every question is about one. */
export class GrantIndex {
  readonly #byKey = new Map<string, Grant>();
  readonly #byPlace = new Map<string, Set<Grant>>();

  get(principal: string, resource: LakeResource): Grant | undefined {
    return this.#byKey.get(grantKey(principal, resource));
  }

  add(grant: Grant): void {
    this.#byKey.set(grantKey(grant.principal, grant.resource), grant);
    const key = placeKey(grant.resource);
    const there = this.#byPlace.get(key);
    if (there) there.add(grant);
    else this.#byPlace.set(key, new Set([grant]));
  }

  delete(grant: Grant): void {
    this.#byKey.delete(grantKey(grant.principal, grant.resource));
    const key = placeKey(grant.resource);
    const there = this.#byPlace.get(key);
    there?.delete(grant);
    if (there?.size === 0) this.#byPlace.delete(key);
  }

  all(): readonly Grant[] {
    return [...this.#byKey.values()];
  }

  at(place: Place): readonly Grant[] {
    return [...(this.#byPlace.get(placeKey(place)) ?? [])];
  }

  /** Those that may reach a database or something in it. */
  reaching(place: Place): readonly Grant[] {
    return place.database === undefined ? this.at(place) : [...this.at({ catalogId: place.catalogId }), ...this.at(place)];
  }
}

function grantKey(principal: string, resource: LakeResource): string {
  return `${principal} ${resourceKey(resource)}`;
}

function placeKey({ catalogId, database }: Place): string {
  return database === undefined ? catalogId : `${catalogId} ${database}`;
}
