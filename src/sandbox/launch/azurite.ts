import { createRequire } from 'node:module'
import { type Child, type Environment, startChild } from './child.ts'
import { waitUntilUp } from './wait-until-up.ts'

const script = createRequire(import.meta.url).resolve('azurite/dist/src/table/main.js')
/** Azurite's published development key; it guards nothing. */
export const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export interface Azurite {
  readonly child: Child
  readonly connectionString: string
}

/** Azure Tables on loopback, in `folder` or, without one, in memory. Resolves once it answers. */
export async function startAzurite(options: { port: number; folder?: string; env?: Environment }): Promise<Azurite> {
  const { port, folder, env } = options
  const child = startChild({
    name: 'Azurite',
    script,
    env,
    args: [
      ...['--tablePort', String(port), '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
      ...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]),
    ],
  })
  const endpoint = `http://127.0.0.1:${port}/devstoreaccount1`
  try {
    await waitUntilUp(child, endpoint)
  } catch (error) {
    await child.stop()
    throw error
  }
  const connectionString = [
    'DefaultEndpointsProtocol=http',
    'AccountName=devstoreaccount1',
    `AccountKey=${accountKey}`,
    `TableEndpoint=${endpoint}`,
  ].join(';')
  return { child, connectionString }
}
