import type { DestinationTarget } from '../domain/destination.ts'
import type { Destination, Destinations } from '../ports.ts'

/** The destination that knows this kind of target. */
export function destinationFor(destinations: Destinations, { kind }: DestinationTarget): Destination {
  // Each adapter takes the target of its own kind, which the key guarantees and the type system cannot follow.
  return destinations[kind] as Destination
}
