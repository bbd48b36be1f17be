import { z } from 'zod'
import type { InboundActivity } from './inbound-activity.ts'

const guidSchema = z.string().uuid()
/** Teams itself sends these, for example when an administrator installs the app; all others are a person's doing. */
const typesWithoutPerson: ReadonlySet<string> = new Set(['conversationUpdate', 'installationUpdate'])

/** Why an activity's sender is not let in, as a stable code; undefined when there is no objection. */
export function objectionToSender(activity: InboundActivity, tenantId: string): string | undefined {
  if (activity.channelId !== 'msteams') return 'channel-refused'
  if (!isHttpUrl(activity.serviceUrl)) return 'service-url-invalid'
  const tenants = [activity.channelData?.tenant?.id, activity.conversation.tenantId].filter((id) => id != null)
  if (tenants.length === 0) return 'tenant-missing'
  if (tenants.some((id) => id.toLowerCase() !== tenantId.toLowerCase())) return 'tenant-refused'
  if (typesWithoutPerson.has(activity.type)) return undefined
  return guidSchema.safeParse(activity.from.aadObjectId).success ? undefined : 'person-missing'
}

function isHttpUrl(text: string | null | undefined): boolean {
  return typeof text === 'string' && /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}
