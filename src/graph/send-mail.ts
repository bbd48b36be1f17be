import type { GraphClient } from './create-graph-client.ts'

/** Sends a mail from a mailbox, named by object id or address. Sent once; Graph accepts it before it is delivered. */
export async function sendMail(client: GraphClient, sender: string, mime: Buffer): Promise<void> {
  await client.postText(`/v1.0/users/${encodeURIComponent(sender)}/sendMail`, mime.toString('base64'), {
    does: 'send a mail',
    permission: 'Mail.Send',
    writes: true,
  })
}
