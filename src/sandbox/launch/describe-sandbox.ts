import type { SandboxOptions } from './options.ts'
import type { Sandbox } from './start-sandbox.ts'

const roles = { owner: 'owner', secondOwner: 'second owner', manager: 'their manager', administrator: 'administrator' }

/** What the terminal shows once everything runs. */
export function describeSandbox(sandbox: Sandbox, { dataFolder }: SandboxOptions): string {
  const { cloud, controlUrl, botUrl, botLogPath, chats } = sandbox
  const chatRows = (['owner', 'secondOwner', 'manager', 'administrator'] as const).flatMap((role) => {
    const person = cloud.tenant.cast[role]
    const chat = chats.find(({ personId }) => personId === person.id)
    return chat === undefined ? [] : [[`Chat of ${person.displayName}, ${roles[role]}`, chat.url] as const]
  })
  const rows = [
    ...chatRows,
    ['Control page', controlUrl],
    ['Simulated cloud', cloud.origin],
    ['Bot', botUrl],
    ["The bot's log", botLogPath],
    ['Tables', dataFolder ?? '.sandbox/tables, emptied at each start; --data DIR keeps them'],
  ] as const
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...(chats.length === 0
      ? []
      : [
          'Only these four people have a chat here. Others are mailed if they have a mailbox; the control page shows the mails.',
          '',
        ]),
    'What to try',
    "  Open the owner's chat, read the card, click Rotate. Then open the control page: it shows the new secret's name,",
    '  moves the clock, lets people leave, and makes Graph or the vault fail.',
    '',
    'Ctrl-C stops everything. The tenant starts afresh next time.',
  ].join('\n')
}
