/** Ids as they stand in the details of audit events. */
export const idPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/** An audit event's detail for people: ids of known people become names, other ids their first digits. */
export function plainDetail(detail: string, nameOf: (id: string) => string | null): string {
  return detail.replace(idPattern, (id) => nameOf(id) ?? `${id.slice(0, 8)}…`)
}
