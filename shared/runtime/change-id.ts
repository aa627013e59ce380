/** The change id of what reconcile does by itself; also the name of its sessions, which IAM limits to 64 characters of these. */
export function changeIdOf(causationId: string): string {
  return `reconcile-${causationId}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
