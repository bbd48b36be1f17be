import { randomUUID } from 'node:crypto'

/** The identity that Keyturn runs as, both managed identity and client secret. */
export interface BotIdentity {
  readonly clientId: string
  readonly clientSecret: string
  /** Application permissions and Azure roles on the vault, in force as soon as they change. */
  readonly permissions: Set<string>
}

/** The Azure role that lets its holder use the secrets of the vault. */
export const vaultRole = 'Key Vault Secrets Officer'
/** The same for certificates. */
export const certificatesRole = 'Key Vault Certificates Officer'
/** The same for signing with keys. */
export const cryptoRole = 'Key Vault Crypto User'

/** Everything that Keyturn asks for. */
export const defaultPermissions: readonly string[] = [
  'Application.ReadWrite.All',
  'User.Read.All',
  'Directory.Read.All',
  'GroupMember.Read.All',
  'AuditLog.Read.All',
  'Policy.Read.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'AppCatalog.Read.All',
  'Mail.Send',
  vaultRole,
  certificatesRole,
  cryptoRole,
]

export function createBotIdentity(permissions: Iterable<string> = defaultPermissions): BotIdentity {
  return { clientId: randomUUID(), clientSecret: randomUUID(), permissions: new Set(permissions) }
}
