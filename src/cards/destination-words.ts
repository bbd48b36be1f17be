import type { DestinationTarget } from '../domain/destination.ts'
import type { DeliveryRecord, DeliveryState } from '../domain/rotation.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

/** Where a secret goes, in a few words for one `TextRun`. */
export function placeWords(target: DestinationTarget): string {
  return inertText(placeOf(target), SENTENCE_LENGTH)
}

function placeOf(target: DestinationTarget): string {
  switch (target.kind) {
    case 'keyVault':
      return `Key Vault ${hostOf(target.vaultUrl)}, secret ${target.secretName}`
    case 'devOps':
      return `Azure DevOps ${target.organization}/${target.project}, service connection ${target.endpointId}`
    case 'vercel':
      return `Vercel ${target.project}, ${target.variable} (${target.environments.join(', ')})`
    case 'apiConnection':
      return `API connection ${lastOf(target.resourceId)}`
    case 'appService':
      return `App Service ${lastOf(target.resourceId)}`
    case 'containerApp':
      return `Container App ${lastOf(target.resourceId)}`
    case 'webhook':
      return `webhook at ${hostOf(target.url)}`
    case 'runbook':
      return `runbook ${target.runbook} in ${lastOf(target.accountId)}`
  }
}

const stateWords: Readonly<Record<DeliveryState, string>> = {
  waiting: '○ Waiting',
  writing: '… Being written',
  written: '… Being verified',
  asking: '? Please look',
  verified: '✓ Delivered',
  attested: '✓ Delivered',
  skipped: '⚠ Left out',
  restoring: '… Being put back',
  putBack: '… Being verified',
  askingBack: '? Please look',
  restored: '↩ Put back',
}

/** How far one delivery has come, and how that is known. */
export function deliverySentence({ state, target, evidence, problem }: DeliveryRecord): string {
  const detail = evidence ?? problem
  const said = detail === null ? '' : ` ${inertText(detail, SENTENCE_LENGTH)}`
  return `${stateWords[state]}: ${placeWords(target)}.${said}`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}

function lastOf(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId
}
