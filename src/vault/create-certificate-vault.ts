import { createHash, X509Certificate } from 'node:crypto'
import { CertificateClient } from '@azure/keyvault-certificates'
import { CryptographyClient } from '@azure/keyvault-keys'
import { KeyturnError } from '../domain/errors.ts'
import type { CertificateVault, VaultCertificate } from '../ports.ts'
import { certificatePolicy } from './certificate-policy.ts'
import { onceItSucceeds } from './once-it-succeeds.ts'
import { readOperation, type VaultOperation } from './read-operation.ts'
import { runVaultCall as run } from './run-vault-call.ts'
import { translateVaultError, type VaultCall } from './translate-vault-error.ts'
import { perRequest, type VaultOptions, vaultClientOptions } from './vault-client-options.ts'

const role = 'Key Vault Certificates Officer'
/** Never made; see `onceItSucceeds`. */
const PROBE_NAME = 'keyturn-probe'
const MAX_WORDS_OF_ISSUER = 300

/**
 * The `CertificateVault` port on Azure Key Vault. A name is used once, so its first version is the one that was asked
 * for, whatever anybody adds later: the vault's record of the making names no version.
 */
export function createCertificateVault(options: VaultOptions): CertificateVault {
  const { url, credential } = options
  const clientOptions = vaultClientOptions(options)
  const reader = new CertificateClient(url, credential, clientOptions)
  // A repeated request for a certificate may make a second one.
  const maker = new CertificateClient(url, credential, { ...clientOptions, retryOptions: { maxRetries: 0 } })
  const opened = onceItSucceeds(async () => {
    const call = { does: 'reach the certificates of the vault', writes: false, role }
    for (const client of [reader, maker]) await run(call, () => client.getCertificate(PROBE_NAME, perRequest), 404)
  })

  /** Of the first version; undefined where there is none. */
  async function firstVersion(name: string, call: VaultCall): Promise<string | undefined> {
    const list = async () => {
      const versions = []
      for await (const one of reader.listPropertiesOfCertificateVersions(name, perRequest)) versions.push(one)
      return versions
    }
    const versions = (await run(call, list, 404)) ?? []
    const madeAt = ({ createdOn }: (typeof versions)[number]) => createdOn?.getTime() ?? 0
    return versions.toSorted((one, other) => madeAt(one) - madeAt(other))[0]?.version
  }

  async function readVersion(name: string, version: string, call: VaultCall): Promise<VaultCertificate> {
    const found = await run(call, () => reader.getCertificateVersion(name, version, perRequest))
    const keyVersion = found?.keyId?.split('/').at(-1)
    if (found?.cer === undefined || keyVersion !== version) {
      throw new KeyturnError('vault-refused', `Keyturn could not ${call.does}: the reply holds none with its key.`)
    }
    const certificate = new X509Certificate(found.cer)
    return {
      ref: { name, version },
      der: Buffer.from(found.cer).toString('base64'),
      startAt: certificate.validFromDate,
      endAt: certificate.validToDate,
      tags: found.properties.tags ?? {},
    }
  }

  return {
    async request(certificate) {
      const { name, tags } = certificate
      const policy = certificatePolicy(certificate)
      await opened()
      const call = { does: `ask for the certificate ${name}`, writes: true, role }
      const isKnown = async () =>
        (await readOperation(reader, name, call)) !== undefined || (await firstVersion(name, call)) !== undefined
      if (await isKnown()) return
      try {
        await maker.beginCreateCertificate(name, policy, { tags: { ...tags }, ...perRequest })
      } catch (error) {
        // Someone else was first, only the reply was lost, or the library did not like how the making went.
        if (await isKnown().catch(() => false)) return
        throw translateVaultError(error, call)
      }
    },
    async find(name) {
      await opened()
      const call = { does: `look for the certificate ${name}`, writes: false, role }
      const operation = await readOperation(reader, name, call)
      if (operation?.status === 'inProgress') return 'pending'
      if (operation !== undefined && operation.status !== 'completed') return { failed: failureOf(operation) }
      const version = versionIn(operation?.target) ?? (await firstVersion(name, call))
      if (version !== undefined) return readVersion(name, version, call)
      return operation && { failed: 'The vault says that it was made, and holds no version of it.' }
    },
    async sign({ name, version }, data) {
      const call = { does: `sign with the certificate ${name}`, writes: false, role: 'Key Vault Crypto User' }
      const id = `${url.replace(/\/$/, '')}/keys/${name}/${version}`
      // A key that is given and not looked up: no right to read it is needed, and its dates are the vault's to check.
      const key = { id, name, properties: { name, vaultUrl: url } }
      const digest = createHash('sha256').update(data).digest()
      const signed = await run(call, () =>
        new CryptographyClient(key, credential, vaultClientOptions(options)).sign('PS256', digest, perRequest),
      )
      if (signed !== undefined) return Buffer.from(signed.result).toString('base64url')
      throw new KeyturnError('vault-refused', `Keyturn could not ${call.does}: the reply holds no signature.`)
    },
    async remove(name) {
      await opened()
      const call = { does: `remove the certificate ${name}`, writes: true, role }
      await run(call, () => reader.beginDeleteCertificate(name, perRequest), 404)
    },
  }
}

/** What the vault made, as a rule without the version. */
function versionIn(target: string | null | undefined): string | undefined {
  return /\/certificates\/[^/]+\/([0-9a-f]{32})(?:[/?]|$)/i.exec(target ?? '')?.[1]
}

function failureOf({ status, error }: VaultOperation): string {
  const words = [error?.code, error?.message].filter(Boolean).join(': ').slice(0, MAX_WORDS_OF_ISSUER)
  return `The making of the certificate ended as "${status}"${words === '' ? '.' : ` (${words}).`}`
}
