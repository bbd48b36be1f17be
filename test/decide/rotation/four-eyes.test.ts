import { describe, expect, it } from 'vitest'
import { reasonsForSecond } from '../../../src/decide/rotation/four-eyes.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type { CurrentApplication, Directory } from '../../../src/ports.ts'
import { anApplication } from '../../support/builders.ts'
import { silentLog } from '../../support/silent-log.ts'

const policy = {
  fourEyes: ['high-privilege', 'orphaned'],
  highPrivilegePermissions: ['Mail.Send'],
} as unknown as Policy
const application = { holder: anApplication() } as CurrentApplication

function powers(permissionsOf: () => Promise<readonly { readonly value: string }[]>) {
  return { policy, log: silentLog, directory: { permissionsOf } as unknown as Directory }
}

describe('whether a second person has to agree', () => {
  it('follows from what the application may do', async () => {
    const mails = powers(async () => [{ value: 'Mail.Send' }])
    expect(await reasonsForSecond(mails, application, 'owner')).toEqual(['high-privilege'])
    const harmless = powers(async () => [{ value: 'User.Read.All' }])
    expect(await reasonsForSecond(harmless, application, 'owner')).toEqual([])
    expect(await reasonsForSecond(harmless, application, 'told')).toEqual(['orphaned'])
  })

  it('is taken for granted while that cannot be read', async () => {
    const unreadable = powers(() => Promise.reject(new Error('slow down')))
    expect(await reasonsForSecond(unreadable, application, 'owner')).toEqual(['unknown-privilege'])
  })
})
