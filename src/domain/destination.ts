import type { Credential } from './credential.ts'
import type { PersonRef } from './person.ts'

/** A place where a rotated secret is delivered, as an administrator has set it for one application. */
export interface ConfiguredDestination {
  readonly destinationId: string
  readonly objectId: string
  /** See `inOrder`. */
  readonly position: number
  /** Otherwise a failure is reported and the rotation goes on without it. */
  readonly isRequired: boolean
  readonly target: DestinationTarget
  readonly addedBy: PersonRef
  readonly addedAt: Date
}

/** As they are delivered. Two that were added at the same moment may have one position, and still have an order. */
export function inOrder(destinations: readonly ConfiguredDestination[]): ConfiguredDestination[] {
  return destinations.toSorted(
    (one, other) =>
      one.position - other.position ||
      one.addedAt.getTime() - other.addedAt.getTime() ||
      (one.destinationId < other.destinationId ? -1 : 1),
  )
}

export type DestinationTarget =
  | KeyVaultTarget
  | DevOpsTarget
  | VercelTarget
  | ApiConnectionTarget
  | AppServiceTarget
  | ContainerAppTarget
  | WebhookTarget
  | RunbookTarget
export type DestinationKind = DestinationTarget['kind']
export type TargetOf<Kind extends DestinationKind> = Extract<DestinationTarget, { readonly kind: Kind }>

/** A secret in any vault that Keyturn's identity may write. */
export interface KeyVaultTarget {
  readonly kind: 'keyVault'
  /** Origin, e.g. `https://payroll.vault.azure.net`. */
  readonly vaultUrl: string
  readonly secretName: string
  /** ARM id of the vault; set: the application's owners are given `Key Vault Secrets User` on this secret. */
  readonly grantOwnersOn: string | null
}

/** An Azure DevOps service connection. */
export interface DevOpsTarget {
  readonly kind: 'devOps'
  readonly organization: string
  readonly project: string
  readonly endpointId: string
}

/** An environment variable of a Vercel project. */
export interface VercelTarget {
  readonly kind: 'vercel'
  /** Id or name. */
  readonly project: string
  readonly teamId: string | null
  readonly variable: string
  readonly environments: readonly VercelEnvironment[]
  /** Whether production is deployed anew, since values reach new deployments only. */
  readonly redeploys: boolean
}
export type VercelEnvironment = 'production' | 'preview' | 'development'

/** A Logic Apps API connection with a service principal. */
export interface ApiConnectionTarget {
  readonly kind: 'apiConnection'
  /** `/subscriptions/…/providers/Microsoft.Web/connections/{name}` */
  readonly resourceId: string
}

/** An App Service or Function app whose settings refer to the vault secret. */
export interface AppServiceTarget {
  readonly kind: 'appService'
  /** `/subscriptions/…/providers/Microsoft.Web/sites/{name}`, with `/slots/{slot}` for a slot. */
  readonly resourceId: string
}

/** A Container App whose secrets refer to the vault secret. */
export interface ContainerAppTarget {
  readonly kind: 'containerApp'
  /** `/subscriptions/…/providers/Microsoft.App/containerApps/{name}` */
  readonly resourceId: string
}

/** An HTTPS endpoint that is told where the new secret is, signed. */
export interface WebhookTarget {
  readonly kind: 'webhook'
  readonly url: string
}

/** An Automation runbook that is told where the new secret is. */
export interface RunbookTarget {
  readonly kind: 'runbook'
  /** `/subscriptions/…/providers/Microsoft.Automation/automationAccounts/{name}` */
  readonly accountId: string
  readonly runbook: string
}

/** A certificate's private key stays in the vault, so it goes only where a reference is enough. */
export function takes(
  { kind, isSamlSigning }: Pick<Credential, 'kind' | 'isSamlSigning'>,
  target: DestinationTarget,
): boolean {
  if (isSamlSigning) return false
  return kind === 'password' || target.kind === 'webhook' || target.kind === 'runbook'
}
