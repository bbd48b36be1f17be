import { decodeEntities } from './decode-entities.ts'
import { quotedWords } from './quoted-words.ts'

/** What can be said in chat. The leading slash is optional; case and extra spaces do not matter. */
export const commands = [
  {
    name: 'expiring',
    topic: 'see',
    usage: '/expiring [days] [text]',
    does: 'credentials that expire soon, yours or, for administrators, all',
  },
  { name: 'mine', topic: 'see', usage: '/mine', does: 'the applications you own' },
  { name: 'orphans', topic: 'see', usage: '/orphans [text]', does: 'applications without an owner, or with too few' },
  { name: 'app', topic: 'see', usage: '/app <name or client id>', does: 'one application and its credentials' },
  {
    name: 'rotate',
    topic: 'renew',
    usage: '/rotate <name or client id>',
    does: 'make a new secret, keep the old one until you confirm',
  },
  {
    name: 'preview',
    topic: 'renew',
    usage: '/preview <name or client id>',
    does: 'what a rotation would do now; changes nothing',
  },
  {
    name: 'confirm',
    topic: 'renew',
    usage: '/confirm <name or client id>',
    does: 'say that the new secret is deployed; removes the old one',
  },
  {
    name: 'undo',
    topic: 'renew',
    usage: '/undo <name or client id>',
    does: 'put the previous secret back everywhere and remove the new one',
  },
  { name: 'assign', topic: 'own', usage: '/assign <client id> <name or mail>', does: 'add an owner to an application' },
  {
    name: 'approve',
    topic: 'renew',
    usage: '/approve <client id> <reason>',
    does: 'approve a renewal, 7 days before the end, or a rotation that waits for you',
  },
  {
    name: 'claim',
    topic: 'own',
    usage: '/claim <name or client id>',
    does: 'ask to become the owner of an orphaned application',
  },
  { name: 'approvals', topic: 'own', usage: '/approvals', does: 'what waits for your answer' },
  {
    name: 'accept',
    topic: 'own',
    usage: '/accept <client id or name>',
    does: 'say yes to owning an application, or, as administrator, to a new owner',
  },
  {
    name: 'decline',
    topic: 'own',
    usage: '/decline <client id> [why]',
    does: 'say no to a renewal, to a rotation that waits for you, or to a new owner',
  },
  {
    name: 'history',
    topic: 'see',
    usage: '/history <name or client id> [YYYY-MM-DD]',
    does: 'what happened to an application, or who owned it on a day',
  },
  {
    name: 'import',
    topic: 'administer',
    usage: '/import [apply|cancel]',
    does: 'add owners from lines of client ID and mail, or a CSV file',
  },
  {
    name: 'snooze',
    topic: 'renew',
    usage: '/snooze <client id> [1, 3 or 7] [reason]',
    does: 'hear no more for some days, at most until the next alert',
  },
  {
    name: 'remove-old',
    topic: 'clean',
    usage: '/remove-old <name or client id>',
    does: 'remove a credential that was replaced; asks before it does',
  },
  {
    name: 'not-needed',
    topic: 'clean',
    usage: '/not-needed <name or client id>',
    does: 'remove a client secret that nothing replaces; asks before it does',
  },
  {
    name: 'still-in-use',
    topic: 'clean',
    usage: '/still-in-use <name or client id>',
    does: 'say that a replaced credential is still used; its alerts come again',
  },
  {
    name: 'destinations',
    topic: 'renew',
    usage: '/destinations <name or client id>',
    does: 'where the new secrets of an application go',
  },
  {
    name: 'unattended',
    topic: 'renew',
    usage: '/unattended <client id> [on|off] [lifetime=90] [before=7days] [approval=never]',
    does: 'rotate an application by the schedule; alone it shows the settings',
  },
  {
    name: 'deliver',
    topic: 'administer',
    usage: '/deliver <client id> <place> [optional|required] [first]',
    does: 'add a place that gets new secrets, or change it',
  },
  {
    name: 'undeliver',
    topic: 'administer',
    usage: '/undeliver <client id> <place>',
    does: 'take such a place away again',
  },
  {
    name: 'exclude',
    topic: 'administer',
    usage: '/exclude <client id> <days> <reason>',
    does: 'no alerts about an application for a time',
  },
  {
    name: 'include',
    topic: 'administer',
    usage: '/include <client id>',
    does: 'alerts again before the time is over',
  },
  {
    name: 'policy',
    topic: 'see',
    usage: '/policy',
    does: 'the rules, and for administrators what is left alone and why',
  },
  {
    name: 'digest',
    topic: 'administer',
    usage: '/digest on|off|now [daily|weekly]',
    does: 'the overview in this channel',
  },
  { name: 'scan', topic: 'administer', usage: '/scan', does: 'look through the tenant now' },
  { name: 'status', topic: 'see', usage: '/status', does: 'the last pass, the next one, and what is open' },
  { name: 'help', topic: 'see', usage: '/help', does: 'every command' },
] as const

export type CommandName = (typeof commands)[number]['name']

export type Command =
  | { readonly is: 'command'; readonly name: CommandName; readonly words: readonly string[] }
  | { readonly is: 'unknown'; readonly text: string; readonly nearest: CommandName | null }

/** No command is longer; the rest of a long message is not worth the work. */
const MAX_TEXT = 4_000

/**
 * Takes the text of a message. Mentions that lead it (of the bot), what is left of HTML, and line breaks are dropped;
 * other mentions are read as the names that they show.
 */
export function parseCommand(text: string): Command {
  const withoutTags = text
    .slice(0, MAX_TEXT)
    .replace(/<\/?(?:br|p|div)\b[^<>]*>/gi, ' ')
    .replace(/^(?:\s|&nbsp;|<at\b[^<>]*>[^<]*<\/at>)+/i, '')
    .replace(/<at\b[^<>]*>([^<]*)<\/at>/gi, ' $1 ')
  const plain = decodeEntities(withoutTags).replace(/\s+/g, ' ').trim()
  const [, first = '', rest = ''] = /^(?:\/ ?)?(\S*) ?(.*)$/.exec(plain) ?? []
  const said = first.toLowerCase()
  const command = commands.find(({ name }) => name === said)
  if (command !== undefined) return { is: 'command', name: command.name, words: quotedWords(rest) }
  if (plain === '') return { is: 'command', name: 'help', words: [] }
  return { is: 'unknown', text: plain, nearest: nearestTo(said) }
}

/** The command that a typing slip most likely meant: at most two letters off. */
function nearestTo(said: string): CommandName | null {
  const [best] = commands
    .map(({ name }) => ({ name, distance: name.startsWith(said) && said.length >= 3 ? 1 : editDistance(said, name) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= 2 && best.distance < said.length ? best.name : null
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
