import { randomUUID } from 'node:crypto'
import { makeSelfSigned, type SelfSigned } from './self-signed.ts'

/** The vault starts a certificate that much before it is made. */
const earlyMs = 600_000

/** How an issuer behaves, in simulated time. */
export interface Issuer {
  readonly delayMs: number
  /** Instead of a certificate. */
  readonly failure?: { readonly code: string; readonly message: string }
}

export interface CertificateRequest {
  readonly subject: string
  readonly keySize: number
  readonly usages: readonly string[]
  readonly months: number
  readonly issuer: string
  /** As it was asked for, to be shown. */
  readonly policy: object
  readonly tags: Readonly<Record<string, string>>
}

export interface CertificateVersion extends SelfSigned {
  /** 32 hex digits. */
  readonly version: string
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly notBeforeAt: Date
  readonly expiresAt: Date
  readonly readyAt: Date
  readonly failure: Issuer['failure']
}

export interface StoredCertificate {
  readonly name: string
  /** Newest last; the newest may not be ready yet. */
  readonly versions: readonly CertificateVersion[]
  /** Of the newest version. */
  readonly request: CertificateRequest
  readonly requestId: string
  readonly deletedAt: Date | null
}

export type MakingStatus = 'inProgress' | 'completed' | 'failed'

/** Certificates with their private keys. */
export interface CertificateStore {
  /** `Self` at once, until it is replaced; no others until they are added. */
  readonly issuers: Map<string, Issuer>
  get(name: string): StoredCertificate | undefined
  deleted(name: string): StoredCertificate | undefined
  names(): readonly string[]
  /** Undefined: no such issuer. */
  create(name: string, request: CertificateRequest): Promise<StoredCertificate | undefined>
  statusOf(version: CertificateVersion): MakingStatus
  remove(name: string): StoredCertificate | undefined
  recover(name: string): StoredCertificate | undefined
  purge(name: string): void
}

export function createCertificateStore(now: () => Date): CertificateStore {
  const issuers = new Map<string, Issuer>([['Self', { delayMs: 0 }]])
  const stored = new Map<string, StoredCertificate>()

  function find(name: string, deleted: boolean): StoredCertificate | undefined {
    const found = stored.get(name.toLowerCase())
    return found !== undefined && (found.deletedAt !== null) === deleted ? found : undefined
  }
  function put(certificate: StoredCertificate): StoredCertificate {
    stored.set(certificate.name.toLowerCase(), certificate)
    return certificate
  }

  return {
    issuers,
    get: (name) => find(name, false),
    deleted: (name) => find(name, true),
    names: () => [...stored.values()].filter(({ deletedAt }) => deletedAt === null).map(({ name }) => name),
    async create(name, request) {
      const issuer = issuers.get(request.issuer)
      if (issuer === undefined) return undefined
      // Certificates count in seconds.
      const createdAt = new Date(Math.floor(now().getTime() / 1000) * 1000)
      const notBeforeAt = new Date(createdAt.getTime() - earlyMs)
      const expiresAt = monthsAfter(createdAt, request.months)
      const made = await makeSelfSigned({ ...request, notBefore: notBeforeAt, notAfter: expiresAt })
      const version: CertificateVersion = {
        ...made,
        version: randomUUID().replaceAll('-', ''),
        tags: request.tags,
        createdAt,
        notBeforeAt,
        expiresAt,
        readyAt: new Date(now().getTime() + issuer.delayMs),
        failure: issuer.failure,
      }
      const versions = [...(find(name, false)?.versions ?? []), version]
      return put({ name, versions, request, requestId: randomUUID().replaceAll('-', ''), deletedAt: null })
    },
    statusOf({ readyAt, failure }) {
      if (readyAt > now()) return 'inProgress'
      return failure === undefined ? 'completed' : 'failed'
    },
    remove(name) {
      const found = find(name, false)
      return found && put({ ...found, deletedAt: now() })
    },
    recover(name) {
      const found = find(name, true)
      return found && put({ ...found, deletedAt: null })
    },
    purge(name) {
      if (find(name, true) !== undefined) stored.delete(name.toLowerCase())
    },
  }
}

/** The same day of a later month, or its last day. */
function monthsAfter(start: Date, months: number): Date {
  const end = new Date(start)
  end.setUTCMonth(end.getUTCMonth() + months)
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0)
  return end
}
