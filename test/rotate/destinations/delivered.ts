import { inspect } from 'node:util'
import { expect } from 'vitest'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Delivered } from '../../../src/ports.ts'

export const clientId = '6f1c0f0e-0000-4000-8000-00000000a001'
export const secret = 'new~secret.text-8Q'

export function delivered(changes: Partial<Delivered> = {}): Delivered {
  return {
    rotationId: 'rotation-1',
    deliveryId: 'delivery-1',
    clientId,
    keyId: 'key-2',
    endAt: new Date('2027-01-01T00:00:00Z'),
    ownerIds: [],
    vaultSecret: { name: 'keyturn-payroll', version: 'v1', vaultUrl: 'https://keyturn.vault.azure.net' },
    secretText: new SecretText(secret),
    signal: AbortSignal.timeout(60_000),
    ...changes,
  }
}

/** Fails if the secret shows in a result or an error, however it is printed. */
export function expectNoSecret(...outcomes: unknown[]): void {
  for (const outcome of outcomes) {
    const printed = `${JSON.stringify(outcome)} ${inspect(outcome, { depth: 9, showHidden: true })} ${String(outcome)}`
    expect(printed).not.toContain(secret)
  }
}

export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => expect.fail(`expected a failure, not ${inspect(value)}`),
    (error: unknown) => error,
  )
}
