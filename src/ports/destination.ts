import type { DestinationKind, DestinationTarget, TargetOf } from '../domain/destination.ts'
import type { VaultSecretRef } from '../domain/rotation.ts'
import type { SecretText } from '../domain/secret-text.ts'

/**
 * One kind of place where rotated secrets go. Every method may be called again with the same input, by another process
 * and after a crash. Expected trouble is a result; an error leaves the effect unknown and the call is made again later.
 * No result, error or log holds the secret text.
 */
export interface Destination<Target extends DestinationTarget = DestinationTarget> {
  /** Looks without changing anything: for a preview, when a target is added, and before the first write. */
  inspect(target: Target, about: DeliveredFacts): Promise<Inspection>
  write(target: Target, delivered: Delivered): Promise<WriteOutcome>
  /** Whether it holds, and uses where that can be told, what `receipt` says was written. */
  verify(target: Target, receipt: Receipt, about: DeliveredFacts): Promise<Verification>
  /** The value that was there before the write of this receipt; only where the place keeps earlier values. */
  readBefore?(target: Target, receipt: Receipt): Promise<SecretText | undefined>
}

/** What may be said about a delivery anywhere. */
export interface DeliveredFacts {
  readonly rotationId: string
  /** Unique for each value that a rotation delivers, so that a repeated write is recognised; letters, digits, dashes. */
  readonly deliveryId: string
  readonly clientId: string
  readonly keyId: string
  readonly endAt: Date | null
  readonly ownerIds: readonly string[]
  /** Where consumers read the value: the Key Vault destination that was written before, else Keyturn's own vault. */
  readonly vaultSecret: VaultSecretRef & { readonly vaultUrl: string }
}

export interface Delivered extends DeliveredFacts {
  readonly secretText: SecretText
  /** Aborted when the step falls to another worker: after that nothing may be sent or still be under way. */
  readonly signal: AbortSignal
}

/** What a place said about a write, e.g. a version or a job id; kept with the rotation, never a secret. */
export type Receipt = Readonly<Record<string, string>>

export type Inspection =
  /** Sentences about what is there and what a write would do. */
  | { readonly is: 'ready'; readonly facts: readonly string[] }
  /** Nothing can be delivered until a person does something; says what. */
  | { readonly is: 'refused'; readonly problem: string }

export type WriteOutcome =
  | { readonly is: 'written'; readonly receipt: Receipt }
  /** Had no effect, or one that another try completes. */
  | { readonly is: 'later'; readonly problem: string; readonly retryAfterMs?: number }
  /** No further try helps until a person does something; says what. */
  | { readonly is: 'refused'; readonly problem: string }

export type Verification =
  /** `evidence`: a sentence for the record. */
  | { readonly is: 'verified'; readonly evidence: string }
  | { readonly is: 'notYet'; readonly problem: string; readonly retryAfterMs?: number }
  /** It holds something else by now. */
  | { readonly is: 'overwritten'; readonly problem: string }
  /** The place cannot show what it uses: an owner has to say that it works; `ask` tells what to look at. */
  | { readonly is: 'unprovable'; readonly ask: string }
  | { readonly is: 'refused'; readonly problem: string }

export type Destinations = { readonly [Kind in DestinationKind]: Destination<TargetOf<Kind>> }
