import 'reflect-metadata'
import { createPrivateKey, KeyObject, type webcrypto } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000

export interface CertificateAuthority {
  readonly certificatePath: string
  readonly certificatePem: string
  /** A fresh key and certificate for `localhost` and `127.0.0.1`, kept nowhere. */
  issueLoopbackCertificate(): Promise<{ readonly key: string; readonly cert: string }>
}

/** The authority kept in `folder`, made at the first call. Its private key is readable by its owner alone. */
export async function openCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  const certificatePath = join(folder, 'authority.pem')
  const keyPath = join(folder, 'authority-key.pem')
  const { certificate, key } =
    (await readAuthority(certificatePath, keyPath)) ?? (await makeAuthority(certificatePath, keyPath))

  async function issueLoopbackCertificate(): Promise<{ key: string; cert: string }> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const leaf = await X509CertificateGenerator.create({
      subject: 'CN=localhost',
      issuer: certificate.subject,
      ...validFor(365),
      publicKey: keys.publicKey,
      signingKey: key,
      signingAlgorithm: algorithm,
      extensions: [
        // By key, because several authorities of one name may be trusted at once.
        await AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    })
    return { key: exportKey(keys.privateKey), cert: leaf.toString('pem') }
  }

  return { certificatePath, certificatePem: certificate.toString('pem'), issueLoopbackCertificate }
}

interface Authority {
  readonly certificate: X509Certificate
  readonly key: webcrypto.CryptoKey
}

async function makeAuthority(certificatePath: string, keyPath: string): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Keyturn sandbox, this machine only',
    ...validFor(3650),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  await mkdir(dirname(keyPath), { recursive: true, mode: 0o700 })
  await writeFile(keyPath, exportKey(keys.privateKey), { mode: 0o600 })
  await writeFile(certificatePath, `${certificate.toString('pem')}\n`)
  return { certificate, key: keys.privateKey }
}

/** Undefined where there is none yet, or where it soon ends. */
async function readAuthority(certificatePath: string, keyPath: string): Promise<Authority | undefined> {
  try {
    const certificate = new X509Certificate(await readFile(certificatePath, 'utf8'))
    if (certificate.notAfter.getTime() < Date.now() + 30 * day) return undefined
    const key = createPrivateKey(await readFile(keyPath)).toCryptoKey(algorithm, true, ['sign'])
    return { certificate, key }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new Error(`The sandbox's certificate authority in ${certificatePath} cannot be read; delete its folder`, {
      cause: error,
    })
  }
}

/** Backdated a day, against clocks that disagree. */
function validFor(days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + days * day) }
}

function exportKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}
