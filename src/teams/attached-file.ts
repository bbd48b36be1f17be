import type { TurnContext } from 'botbuilder'
import type { AttachedFile } from '../ports.ts'

const fileType = 'application/vnd.microsoft.teams.file.download.info'

/** The first file attached to a message; Teams puts it into the sender's OneDrive and sends a download URL. */
export function attachedFileOf({ activity }: TurnContext): AttachedFile | undefined {
  const found = activity.attachments?.find(({ contentType }) => contentType === fileType)
  const url: unknown = found?.content?.downloadUrl
  if (found === undefined || typeof url !== 'string') return undefined
  const type = String(found.content.fileType ?? '').toLowerCase()
  return { url, isCsv: type === 'csv' || (found.name ?? '').toLowerCase().endsWith('.csv') }
}
