import { z } from 'zod/v4'
import type { NewVersion, SecretVersion, StoredSecret, VersionChange } from './secret-store.ts'

const maxValueCharacters = 25_600
const epochSeconds = z
  .number()
  .nullish()
  .transform((seconds) => (typeof seconds === 'number' ? new Date(seconds * 1000) : null))
const tags = z.record(z.string(), z.string().max(256)).refine((all) => Object.keys(all).length <= 15, 'at most 15 tags')
const attributes = z.object({ enabled: z.boolean().default(true), nbf: epochSeconds, exp: epochSeconds })

const newVersion = z.object({
  value: z.string().max(maxValueCharacters),
  contentType: z.string().nullish(),
  tags: tags.nullish(),
  attributes: attributes.nullish(),
})
const versionChange = newVersion.partial().omit({ value: true }).extend({ attributes: attributes.partial().nullish() })

/** The body of `PUT /secrets/{name}`; throws a ZodError. */
export function parseNewVersion(body: unknown): NewVersion {
  const { value, contentType, tags, attributes } = newVersion.parse(body)
  return {
    value,
    contentType: contentType ?? undefined,
    tags: tags ?? {},
    enabled: attributes?.enabled ?? true,
    notBeforeAt: attributes?.nbf ?? null,
    expiresAt: attributes?.exp ?? null,
  }
}

/** The body of `PATCH /secrets/{name}/{version}`: what it leaves out stays. Throws a ZodError. */
export function parseVersionChange(body: unknown): VersionChange {
  const { contentType, tags, attributes } = versionChange.parse(body)
  return {
    ...(contentType !== undefined && { contentType: contentType ?? undefined }),
    ...(tags && { tags }),
    ...(attributes?.enabled !== undefined && { enabled: attributes.enabled }),
    ...(attributes?.nbf !== undefined && { notBeforeAt: attributes.nbf }),
    ...(attributes?.exp !== undefined && { expiresAt: attributes.exp }),
  }
}

/** A version as the service shows it, without its value. */
export function versionItem(origin: string, name: string, version: SecretVersion): object {
  return {
    id: `${origin}/secrets/${name}/${version.version}`,
    ...(version.contentType !== undefined && { contentType: version.contentType }),
    attributes: {
      enabled: version.enabled,
      ...(version.notBeforeAt && { nbf: seconds(version.notBeforeAt) }),
      ...(version.expiresAt && { exp: seconds(version.expiresAt) }),
      created: seconds(version.createdAt),
      updated: seconds(version.updatedAt),
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: 90,
    },
    tags: version.tags,
  }
}

export function versionBundle(origin: string, name: string, version: SecretVersion): object {
  return { value: version.value, ...versionItem(origin, name, version) }
}

/** A secret in a list: its newest version, named without the version. */
export function secretItem(origin: string, secret: StoredSecret): object {
  return { ...newest(origin, secret), id: `${origin}/secrets/${secret.name}` }
}

export function deletedItem(origin: string, secret: StoredSecret): object {
  return {
    ...newest(origin, secret),
    recoveryId: `${origin}/deletedsecrets/${secret.name}`,
    deletedDate: secret.deletedAt && seconds(secret.deletedAt),
    scheduledPurgeDate: secret.purgeAt && seconds(secret.purgeAt),
  }
}

function newest(origin: string, { name, versions }: StoredSecret): object {
  const version = versions.at(-1)
  return version === undefined ? {} : versionItem(origin, name, version)
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
