import type { StoredHolder, StoredKey } from './directory-object.ts'
import type { TenantState } from './tenant-state.ts'

export interface RegisteredKey {
  readonly objectId: string
  readonly key: StoredKey
}

/** The certificates that a client may sign in with, as far as they have spread; undefined: no such client. */
export function registeredKeys(
  { holders: { application, servicePrincipal } }: TenantState,
  clientId: string,
): readonly RegisteredKey[] | undefined {
  const holders = [application.byClientId(clientId), servicePrincipal.byClientId(clientId)]
    .filter((holder) => holder !== undefined)
    .map(({ id }): StoredHolder | undefined => application.seen(id) ?? servicePrincipal.seen(id))
  if (holders.length === 0) return undefined
  return holders.flatMap((holder) =>
    (holder?.keyCredentials ?? [])
      .filter(({ usage }) => usage === 'Verify')
      .map((key) => ({ objectId: holder?.id ?? '', key })),
  )
}
