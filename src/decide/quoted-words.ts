const quoted = /^["“”„] ?([^"“”„]*[^"“”„ ]) ?["“”](?: (.*))?$/
const clientId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (.*)$/i

/**
 * The words behind a command, of which a name in double quotes is one. That name stands first, or second alone (a
 * person) where it is certain that the first is complete: quotes elsewhere belong to a name or a reason.
 */
export function quotedWords(text: string): readonly string[] {
  const [, name, behind = ''] = quoted.exec(text) ?? clientId.exec(text) ?? []
  if (name === undefined) return wordsOf(text)
  const [, person, more = ''] = quoted.exec(behind) ?? []
  return person !== undefined && more === '' ? [name, person] : [name, ...wordsOf(behind)]
}

function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
