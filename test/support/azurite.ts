import { startAzurite as startProcess } from '../../src/sandbox/launch/azurite.ts'
import { freePort } from '../../src/sandbox/launch/free-port.ts'

export interface TestAzurite {
  readonly connectionString: string
  stop(): Promise<void>
}

/** Azure Tables of its own for one test file: in memory, on a free port, answering when this resolves. */
export async function startAzurite(): Promise<TestAzurite> {
  const { child, connectionString } = await startProcess({ port: await freePort() })
  return { connectionString, stop: () => child.stop() }
}
