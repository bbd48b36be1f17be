import { resolve } from 'node:path'
import type { Tenant } from '../tenant/tenant.ts'
import { freePort } from './free-port.ts'
import { type Launch, supervise } from './launch.ts'
import { type Playground, startPlayground } from './playground.ts'

/** A Playground for each person of the cast, all talking to one bot; none when the options say so. */
export async function startChats(launch: Launch, tenant: Tenant, botUrl: string): Promise<Playground[]> {
  const { options, home } = launch
  if (!options.withPlaygrounds) return []
  const cast = Object.values(tenant.cast)
  const people = [...cast, ...tenant.people().filter(({ id }) => !cast.some((member) => member.id === id))]
  const ports = await freePorts(options.ports.playground, cast.length)
  return Promise.all(
    cast.map(async (person, index) => {
      const playground = await startPlayground({
        person,
        people,
        tenantId: tenant.tenantId,
        port: ports[index] ?? 0,
        folder: resolve(home, `playground-${index + 1}`),
        botUrl,
      })
      supervise(launch, playground.child)
      return playground
    }),
  )
}

/** Different ones, from `first` upward where they are free. */
async function freePorts(first: number, count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = await freePort(first === 0 ? 0 : first + ports.length)
    if (!ports.includes(port)) ports.push(port)
  }
  return ports
}
