import { createHash } from 'node:crypto'
import { z } from 'zod/v4'
import type {
  CertificateRequest,
  CertificateStore,
  CertificateVersion,
  StoredCertificate,
} from './certificate-store.ts'

const tags = z.record(z.string(), z.string().max(256)).refine((all) => Object.keys(all).length <= 15, 'at most 15 tags')
const lifetimeAction = z.object({
  trigger: z.object({
    days_before_expiry: z.number().int().positive().nullish(),
    lifetime_percentage: z.number().int().min(1).max(99).nullish(),
  }),
  action: z.object({ action_type: z.enum(['EmailContacts', 'AutoRenew']) }),
})
const policy = z.looseObject({
  key_props: z.looseObject({ kty: z.literal('RSA'), key_size: z.union([z.literal(2048), z.literal(3072)]) }),
  x509_props: z.looseObject({
    subject: z.string().startsWith('CN='),
    ekus: z.array(z.string()).default([]),
    validity_months: z.number().int().min(1).max(120).default(12),
  }),
  issuer: z.looseObject({ name: z.string() }),
  lifetime_actions: z.array(lifetimeAction).default([]),
})
const request = z.object({ policy, tags: tags.nullish() })

/** The body of `POST /certificates/{name}/create`; throws a ZodError. */
export function parseCertificateRequest(body: unknown): CertificateRequest {
  const { policy, tags } = request.parse(body)
  const { key_props, x509_props, issuer } = policy
  return {
    subject: x509_props.subject,
    keySize: key_props.key_size,
    usages: x509_props.ekus,
    months: x509_props.validity_months,
    issuer: issuer.name,
    policy,
    tags: tags ?? {},
  }
}

/** One version as the service shows it; without certificate and key until it is ready, or for good where it failed. */
export function certificateBundle(
  origin: string,
  store: CertificateStore,
  { name, request }: StoredCertificate,
  version: CertificateVersion,
): object {
  const isReady = store.statusOf(version) === 'completed'
  const at = (collection: string) => `${origin}/${collection}/${name}/${version.version}`
  return {
    id: at('certificates'),
    ...(isReady && {
      kid: at('keys'),
      sid: at('secrets'),
      x5t: createHash('sha1').update(version.der).digest('base64url'),
      cer: version.der.toString('base64'),
    }),
    attributes: attributesOf(version, isReady),
    tags: version.tags,
    policy: { id: `${origin}/certificates/${name}/policy`, ...request.policy },
    pending: { id: `${origin}/certificates/${name}/pending` },
  }
}

/** The same in a list of versions. */
export function certificateItem(
  origin: string,
  store: CertificateStore,
  { name }: StoredCertificate,
  version: CertificateVersion,
): object {
  const isReady = store.statusOf(version) === 'completed'
  const id = `${origin}/certificates/${name}/${version.version}`
  return { id, attributes: attributesOf(version, isReady), tags: version.tags, subject: '' }
}

/** The making of the newest version. Its target names no version, as in recorded replies of the service. */
export function operationJson(
  origin: string,
  store: CertificateStore,
  { name, request, requestId }: StoredCertificate,
  version: CertificateVersion,
): object {
  const status = store.statusOf(version)
  const id = `${origin}/certificates/${name}`
  return {
    id: `${id}/pending`,
    issuer: { name: request.issuer },
    csr: Buffer.from(`request ${requestId}`).toString('base64'),
    cancellation_requested: false,
    status,
    ...(status === 'completed' && { target: id }),
    ...(status === 'failed' && { error: version.failure }),
    request_id: requestId,
  }
}

export function deletedCertificateJson(
  origin: string,
  store: CertificateStore,
  certificate: StoredCertificate,
): object {
  const version = certificate.versions.at(-1)
  return {
    ...(version && certificateBundle(origin, store, certificate, version)),
    recoveryId: `${origin}/deletedcertificates/${certificate.name}`,
    deletedDate: certificate.deletedAt && seconds(certificate.deletedAt),
  }
}

function attributesOf({ notBeforeAt, expiresAt, createdAt }: CertificateVersion, isReady: boolean): object {
  return {
    enabled: isReady,
    nbf: seconds(notBeforeAt),
    exp: seconds(expiresAt),
    created: seconds(createdAt),
    updated: seconds(createdAt),
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
  }
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
