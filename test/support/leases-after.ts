import type { AppContext } from '../../src/ports.ts'

/** The leases of a replica that has to wait for each of them while another one does the same work. */
export function leasesAfter(leases: AppContext['leases'], other: () => Promise<unknown>): AppContext['leases'] {
  return {
    acquire: async (name) => {
      await other()
      return leases.acquire(name)
    },
  }
}
