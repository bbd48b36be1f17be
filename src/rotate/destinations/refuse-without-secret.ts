import type { DestinationTarget } from '../../domain/destination.ts'
import { hasCode } from '../../domain/errors.ts'
import type { Destination } from '../../ports.ts'

/** The same destination, which refuses where a secret of Keyturn's own is missing: no further try would find it. */
export function refuseWithoutSecret<Target extends DestinationTarget>(
  destination: Destination<Target>,
): Destination<Target> {
  return {
    inspect: (target, about) => orRefused(() => destination.inspect(target, about)),
    write: (target, delivered) => orRefused(() => destination.write(target, delivered)),
    verify: (target, receipt, about) => orRefused(() => destination.verify(target, receipt, about)),
  }
}

async function orRefused<Outcome>(
  work: () => Promise<Outcome>,
): Promise<Outcome | { readonly is: 'refused'; readonly problem: string }> {
  try {
    return await work()
  } catch (error) {
    if (hasCode(error, 'vault-secret-missing')) return { is: 'refused', problem: error.message }
    throw error
  }
}
