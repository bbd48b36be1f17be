import type { CertificatePolicy } from '@azure/keyvault-certificates'
import { KeyturnError } from '../domain/errors.ts'
import type { NewVaultCertificate } from '../ports.ts'
import { monthsWithin } from './months-within.ts'

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'

/**
 * A certificate for signing in whose private key stays in the vault. The vault never renews it by itself: Entra would
 * not know the new one.
 */
export function certificatePolicy({ name, subject, lifetimeDays, issuer }: NewVaultCertificate): CertificatePolicy {
  const validityInMonths = monthsWithin(lifetimeDays)
  if (validityInMonths === 0) {
    const problem = `Keyturn could not ask for the certificate ${name}: the vault counts lifetimes in months, and ${lifetimeDays} days hold none. Nothing was changed. Allow at least 32 days.`
    throw new KeyturnError('vault-refused', problem)
  }
  return {
    subject,
    issuerName: issuer,
    validityInMonths,
    keyType: 'RSA',
    keySize: 2048,
    exportable: false,
    reuseKey: false,
    keyUsage: ['digitalSignature'],
    enhancedKeyUsage: [CLIENT_AUTHENTICATION],
    contentType: 'application/x-pem-file',
    lifetimeActions: [{ action: 'EmailContacts', lifetimePercentage: 80 }],
  }
}
