import { latestRotation } from '../../domain/application-message.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { DeliveryRecord, Rotation } from '../../domain/rotation.ts'
import type { CurrentApplication } from '../../ports.ts'
import type { Decision } from '../decision.ts'

/** `Confirm deployed`: the person vouches that the new secret is in use, which lets the old one be removed. */
export function confirmDeployed(application: CurrentApplication, by: PersonRef, keyId: string | undefined): Decision {
  const waiting = application.rotations.filter(isToConfirm)
  if (keyId === undefined && waiting.length > 1) {
    return { is: 'show', news: 'Several new secrets wait to be deployed. Choose on the card which one is.' }
  }
  const rotation = keyId === undefined ? waiting[0] : latestRotation(application.rotations, keyId)
  if (rotation === undefined) {
    return { is: 'impossible', text: 'No new secret of this application waits to be deployed. Use Rotate first.' }
  }
  if (isToConfirm(rotation)) {
    if (!application.dryRun) return { is: 'confirm', rotation, by }
    return { is: 'show', news: 'Dry run: the rotation would go on now. Nothing was changed.' }
  }
  if (rotation.state === 'done') return { is: 'show', news: 'The old secret was removed already.' }
  if (rotation.state === 'retiring') return { is: 'show', news: 'The old secret is being removed already.' }
  if (rotation.state === 'soaking') {
    return { is: 'show', news: 'The new secret is everywhere already; the old one is removed by itself.' }
  }
  return { is: 'impossible', text: 'The new secret is not in the vault yet, so the old one stays.' }
}

/** Deployed by hand, or, while it is taken back, a place that cannot show which secret it uses. */
function isToConfirm({ state, deliveries }: Rotation): boolean {
  return state === 'awaitingDeployment' || (state === 'compensating' && deliveries.some(isAskingBack))
}

function isAskingBack({ state }: DeliveryRecord): boolean {
  return state === 'askingBack'
}
