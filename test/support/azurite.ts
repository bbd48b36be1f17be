import { type Azurite, accountKey, startAzurite as startProcess } from '../../src/sandbox/launch/azurite.ts'
import { freePort } from '../../src/sandbox/launch/free-port.ts'

export interface TestAzurite {
  readonly connectionString: string
}

const accounts = Array.from({ length: 100 }, (_, index) => `keyturn${index}`)
let started: Promise<Azurite> | undefined
let used = 0

/** Azure Tables, in an account that nobody else uses. The Azurite behind it is this process's and ends with it. */
export async function startAzurite(): Promise<TestAzurite> {
  started ??= startShared()
  const { connectionString } = await started
  const account = accounts[used++]
  if (account === undefined) throw new Error('this test process used all its storage accounts')
  return { connectionString: connectionString.replaceAll('devstoreaccount1', account) }
}

async function startShared(): Promise<Azurite> {
  const named = accounts.map((account) => `${account}:${accountKey}`)
  // The first one is what `startProcess` waits for and writes connection strings of.
  const env = { AZURITE_ACCOUNTS: [`devstoreaccount1:${accountKey}`, ...named].join(';') }
  return startProcess({ port: await freePort(), env })
}
