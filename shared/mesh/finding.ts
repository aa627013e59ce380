/** One mistake in `mesh.yml`, by the path of its field. */
export interface Finding {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly remedy: string;
}
