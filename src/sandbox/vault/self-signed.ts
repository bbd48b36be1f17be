import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509'

export interface SelfSigned {
  readonly der: Buffer
  readonly privateKey: KeyObject
}

/** A new RSA key with a certificate of its own, for signing. */
export async function makeSelfSigned(options: {
  readonly subject: string
  readonly keySize: number
  readonly notBefore: Date
  readonly notAfter: Date
  readonly usages: readonly string[]
}): Promise<SelfSigned> {
  const { subject, keySize, notBefore, notAfter, usages } = options
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: keySize,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([...usages]),
    ],
  })
  return { der: Buffer.from(certificate.rawData), privateKey: KeyObject.from(keys.privateKey) }
}
